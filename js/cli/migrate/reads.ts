// What a file does with answers: code that looks at a status, or at an error in the data, must go on doing so.

import { walk } from './parse.ts';
import { isConstant, type Scope } from './scope.ts';
import { hookName, isOkCheck } from './shapes.ts';
import { above, bare, idOf, is, isCall, isFunction, isMember, nameOf, stringOf, type File, type FunctionNode, type Node, type Range } from './tree.ts';
import { among } from './units.ts';

const STATUS = /^(ok|status|statusText)$/;
const ERRORS = /^(error|errors|error_?[dD]escription|message|msg|detail|details|problem|success|ok|status|statusCode|code)$/;

/** Whether the file looks at the status of an answer, and at errors in what it took for data. */
export interface Reads {
  status: boolean;
  errors: boolean;
  /** Whether that may be the status of a request's answer. */
  statusOf(call: Node): boolean;
}

/** The statements `if (!res.ok) throw new Error('Network response error')`: words that say no more than ours. */
const okChecks = (ast: File): Range[] => {
  const found: Range[] = [];
  walk(ast.program, (node) => {
    if (isOkCheck(node)) found.push(node);
  });
  return found;
};

const isWithin = (node: Node, ranges: readonly Range[]) => ranges.some(({ start, end }) => start <= node.start && node.end <= end);

const isHookCall = (whole: Node | undefined) => {
  const node = is(whole, 'AwaitExpression') ? bare(whole.argument) : whole;
  return isCall(node) && /^use[A-Z]/.test(idOf(node.callee) ?? nameOf(node.callee) ?? '');
};

/** An error that was caught, or that a hook gives: no data. */
const isError = (whole: Node, scope: Scope): boolean => {
  const node = bare(whole);
  if (isMember(node)) return /^(error|err|e|reason|failureReason|cause)$/.test(nameOf(node) ?? '') && isError(node.object, scope);
  if (!is(node, 'Identifier')) return isHookCall(node);
  const binding = scope.bindingOf(node);
  if (!binding) return false;
  if (binding.kind === 'catch') return true;
  if (binding.kind === 'param') {
    const fn = binding.node;
    const call = scope.parentOf(fn);
    const name = (isCall(call) && isMember(call.callee) ? nameOf(call.callee) : undefined) ?? nameOf(is(call, 'ObjectProperty', 'ObjectMethod') ? call : undefined) ?? '';
    const isArgument = (at: number) => isCall(call) && call.arguments.some((one, index) => index === at && one === fn);
    return (name === 'catch' && isArgument(0)) || (name === 'then' && isArgument(1)) || /^on(Error|Failure|ErrorRetry)$/.test(name) || /^(retry|throwOnError)$/.test(name);
  }
  if (!('init' in binding.node) || !binding.node.init || !('id' in binding.node)) return false;
  const { id } = binding.node;
  const init = bare(binding.node.init);
  if (is(id, 'Identifier')) return isHookCall(init);
  const property = is(id, 'ObjectPattern') ? id.properties.find((one) => is(one, 'ObjectProperty') && one.value === binding.id) : undefined;
  return !!property && isHookCall(init) && /^(error|failureReason)$/.test(nameOf(property) ?? '');
};

/** A function that this file does not show: imported, given, a member of something. */
const isUnseen = (callee: Node, scope: Scope): boolean => {
  let root = bare(callee);
  while (isMember(root)) root = bare(root.object);
  if (!is(root, 'Identifier')) return is(root, 'ThisExpression');
  const binding = scope.bindingOf(root);
  if (!binding) return !/^(console|Promise|JSON|Object|Array|Boolean|String|Number|Error|Response|Set|Map|alert|fetch|structuredClone)$/.test(root.name);
  if (binding.kind === 'import' || binding.kind === 'param') return true;
  if (!isConstant(binding)) return false;
  const init = bare(binding.node.init);
  return !!init && !isFunction(init) && !is(binding.node.id, 'ArrayPattern') && !(is(init, 'CallExpression') && hookName(init, scope) === 'useCallback');
};

/** Whether a value is an argument of a function that is not seen. */
const isGivenAway = (value: Node, scope: Scope) => {
  const [user, node] = above(value, scope);
  return is(user, 'CallExpression', 'OptionalCallExpression', 'NewExpression') && user.callee !== node && isUnseen(user.callee, scope);
};

/** Whether the answer of a request goes to code that is not seen, which may look at its status: `handleResponse(await fetch(…))`. */
const isAnswerGiven = (request: Node, scope: Scope): boolean => {
  const [parent, node] = above(request, scope);
  const ofName = (id: Node | undefined) => !!id && (scope.bindingOf(id)?.references.some((one) => isGivenAway(one, scope)) ?? false);
  if (is(parent, 'AwaitExpression')) return isAnswerGiven(parent, scope);
  if (is(request, 'AwaitExpression') && isGivenAway(request, scope)) return true;
  if (is(parent, 'VariableDeclarator')) return is(parent.id, 'Identifier') && ofName(parent.id);
  if (is(parent, 'AssignmentExpression')) return parent.right === node && is(parent.left, 'Identifier') && ofName(parent.left);
  const then = isMember(parent) && parent.object === node && nameOf(parent) === 'then' ? scope.parentOf(parent) : undefined;
  const handler = isCall(then) ? bare(then.arguments[0]) : undefined;
  if (isFunction(handler)) return is(handler.params[0], 'Identifier') && ofName(handler.params[0]);
  return !!handler && isUnseen(handler, scope);
};

/** A failure's words are compared, as in `error.message === 'HTTP 401'`: they are ours no more than its status is. */
const isCompared = (member: Node, scope: Scope) => {
  const [parent, node] = above(member, scope);
  if (is(parent, 'BinaryExpression')) return /^[!=]==?$/.test(parent.operator);
  if (is(parent, 'SwitchStatement')) return parent.discriminant === node;
  if (isMember(parent)) return parent.object === node && /^(includes|startsWith|endsWith|match|search|indexOf|toLowerCase|toUpperCase|trim|slice|split)$/.test(nameOf(parent) ?? '');
  return isCall(parent) && parent.callee !== node && isMember(parent.callee) && /^(test|exec|includes|has|get)$/.test(nameOf(parent.callee) ?? '');
};

const isStringOf = (call: Node) => isCall(call) && (idOf(call.callee) === 'String' || (isMember(call.callee) && nameOf(call.callee) === 'toString'));

export const readsOf = (ast: File, scope: Scope): Reads => {
  const checks = okChecks(ast);
  const found: Node[] = [];
  let errors = false;
  walk(ast.program, (node, parent, key) => {
    if (isWithin(node, checks)) return;
    if (is(node, 'NumericLiteral') && /^(401|403|404|409|422|429)$/.test(String(node.value))) found.push(node);
    if (isCall(node) && (nameOf(node.callee) ?? idOf(node.callee)) === 'fetch' && isAnswerGiven(node, scope)) found.push(node);
    if (((isMember(node) && nameOf(node) === 'message') || isStringOf(node)) && isCompared(node, scope)) found.push(node);
    if (is(node, 'BinaryExpression') && node.operator === 'in' && ERRORS.test(stringOf(node.left) ?? '')) errors = true;
    if (isMember(node)) {
      const name = nameOf(node) ?? '';
      const isCallee = isCall(parent) && parent.callee === node;
      if (STATUS.test(name) && !isError(node.object, scope) && !isClerk(node.object)) found.push(node);
      if (ERRORS.test(name) && !isCallee && !isError(node.object, scope) && !isClerk(node.object)) errors = true;
    }
    if (is(node, 'ObjectPattern')) {
      const of = is(parent, 'VariableDeclarator') && parent.id === node ? bare(parent.init) : undefined;
      if (isHookCall(of) || (isFunction(parent) && key === 'params' && isComponent(parent, scope))) return;
      for (const property of node.properties) {
        const name = nameOf(property) ?? '';
        if (STATUS.test(name)) found.push(node);
        if (ERRORS.test(name)) errors = true;
      }
    }
  });
  return { status: found.length > 0, errors, statusOf: among(found, scope) };
};

const isClerk = (whole: Node) => {
  const node = bare(whole);
  return /^(Clerk|clerk|session|user)$/.test(idOf(node) ?? nameOf(node) ?? '');
};

/** A component's props are no answer. */
const isComponent = (fn: FunctionNode, scope: Scope) => {
  const holder = scope.parentOf(fn);
  const name = ('id' in fn ? idOf(fn.id) : undefined) ?? (is(holder, 'VariableDeclarator') ? idOf(holder.id) : undefined);
  return name !== undefined && /^[A-Z]/.test(name);
};
