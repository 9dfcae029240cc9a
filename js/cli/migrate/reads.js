// What a file does with answers: code that looks at a status, or at an error in the data, must go on doing so.

import { bare, isCall, isFunction, isMember, nameOf, walk } from './parse.js';
import { isOkCheck } from './shapes.js';

const STATUS = /^(ok|status|statusText)$/;
const ERRORS = /^(error|errors|error_?[dD]escription|message|msg|detail|details|problem|success|ok|status|statusCode|code)$/;

/** The statements `if (!res.ok) throw new Error('Network response error')`: words that say no more than ours. */
const okChecks = (ast) => {
  const found = [];
  walk(ast.program, (node) => {
    if (node.type === 'IfStatement' && isOkCheck(node)) found.push(node);
  });
  return found;
};

const within = (node, ranges) => ranges.some(({ start, end }) => start <= node.start && node.end <= end);

/** A pattern's value: what is taken apart. */
const takenApart = (pattern, parent) => (parent.type === 'VariableDeclarator' && parent.id === pattern ? bare(parent.init) : undefined);

const isHookCall = (node) => {
  if (node?.type === 'AwaitExpression') node = bare(node.argument);
  return isCall(node) && /^use[A-Z]/.test(node.callee.name ?? (isMember(node.callee) ? nameOf(node.callee) : '') ?? '');
};

/** An error that was caught, or that a hook gives: no data. */
const isError = (node, scope) => {
  node = bare(node);
  if (isMember(node)) return /^(error|err|e|reason|failureReason|cause)$/.test(nameOf(node) ?? '') && isError(node.object, scope);
  if (node.type !== 'Identifier') return isHookCall(node);
  const binding = scope.bindingOf(node);
  if (!binding) return false;
  if (binding.kind === 'catch') return true;
  if (binding.kind === 'param') {
    const fn = binding.node;
    const call = scope.parentOf(fn);
    const name = isCall(call) && isMember(call.callee) ? nameOf(call.callee) : propertyName(scope.parentOf(fn));
    return (name === 'catch' && call.arguments[0] === fn) || (name === 'then' && call.arguments[1] === fn) || /^on(Error|Failure|ErrorRetry)$/.test(name ?? '') || /^(retry|throwOnError)$/.test(name ?? '');
  }
  if (!binding.node.init) return false;
  const init = bare(binding.node.init);
  if (binding.node.id.type === 'Identifier') return isHookCall(init);
  const property = binding.node.id.type === 'ObjectPattern' && binding.node.id.properties.find((one) => one.value === binding.id);
  return !!property && isHookCall(init) && /^(error|failureReason)$/.test(nameOf(property) ?? '');
};

const propertyName = (node) => (node && (node.type === 'ObjectProperty' || node.type === 'ObjectMethod') ? nameOf(node) : undefined);

/** `{ status, errors }`: whether the file looks at the status of an answer, and at errors in what it took for data. */
export const readsOf = (ast, scope) => {
  const checks = okChecks(ast);
  let status = false;
  let errors = false;
  walk(ast.program, (node, parent, key) => {
    if (within(node, checks)) return;
    if (node.type === 'NumericLiteral' && /^(401|403|404|409|422|429)$/.test(String(node.value))) status = true;
    if (node.type === 'BinaryExpression' && node.operator === 'in' && ERRORS.test(node.left.value ?? '')) errors = true;
    if (isMember(node)) {
      const name = nameOf(node) ?? '';
      const isCallee = isCall(parent) && parent.callee === node;
      if (STATUS.test(name) && !isError(node.object, scope) && !isClerk(node.object)) status = true;
      if (ERRORS.test(name) && !isCallee && !isError(node.object, scope) && !isClerk(node.object)) errors = true;
    }
    if (node.type === 'ObjectPattern') {
      const of = takenApart(node, parent);
      if (isHookCall(of) || (isFunction(parent) && key === 'params' && isComponent(parent, scope))) return;
      for (const property of node.properties) {
        const name = property.key ? nameOf(property) : undefined;
        if (STATUS.test(name ?? '')) status = true;
        if (ERRORS.test(name ?? '')) errors = true;
      }
    }
  });
  return { status, errors };
};

const isClerk = (node) => /^(Clerk|clerk|session|user)$/.test(bare(node).name ?? (isMember(bare(node)) ? nameOf(bare(node)) : '') ?? '');

/** A component's props are no answer. */
const isComponent = (fn, scope) => {
  const name = fn.id?.name ?? scope.parentOf(fn).id?.name;
  return name !== undefined && /^[A-Z]/.test(name);
};
