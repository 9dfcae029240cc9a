// What a file does with answers: code that looks at a status, or at an error in the data, must go on doing so.

import { walk } from './parse.ts';
import type { Scope } from './scope.ts';
import { isOkCheck } from './shapes.ts';
import { bare, idOf, is, isCall, isFunction, isMember, nameOf, stringOf, type File, type FunctionNode, type Node, type Range } from './tree.ts';

const STATUS = /^(ok|status|statusText)$/;
const ERRORS = /^(error|errors|error_?[dD]escription|message|msg|detail|details|problem|success|ok|status|statusCode|code)$/;

/** Whether the file looks at the status of an answer, and at errors in what it took for data. */
export interface Reads {
  status: boolean;
  errors: boolean;
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

export const readsOf = (ast: File, scope: Scope): Reads => {
  const checks = okChecks(ast);
  let status = false;
  let errors = false;
  walk(ast.program, (node, parent, key) => {
    if (isWithin(node, checks)) return;
    if (is(node, 'NumericLiteral') && /^(401|403|404|409|422|429)$/.test(String(node.value))) status = true;
    if (is(node, 'BinaryExpression') && node.operator === 'in' && ERRORS.test(stringOf(node.left) ?? '')) errors = true;
    if (isMember(node)) {
      const name = nameOf(node) ?? '';
      const isCallee = isCall(parent) && parent.callee === node;
      if (STATUS.test(name) && !isError(node.object, scope) && !isClerk(node.object)) status = true;
      if (ERRORS.test(name) && !isCallee && !isError(node.object, scope) && !isClerk(node.object)) errors = true;
    }
    if (is(node, 'ObjectPattern')) {
      const of = is(parent, 'VariableDeclarator') && parent.id === node ? bare(parent.init) : undefined;
      if (isHookCall(of) || (isFunction(parent) && key === 'params' && isComponent(parent, scope))) return;
      for (const property of node.properties) {
        const name = nameOf(property) ?? '';
        if (STATUS.test(name)) status = true;
        if (ERRORS.test(name)) errors = true;
      }
    }
  });
  return { status, errors };
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
