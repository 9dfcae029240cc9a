// Where code may stand: a hook in a component, an expression at the top of its module.

import { REACT, importOf, propertyName, valueOf } from './clerk.ts';
import { walk } from './parse.ts';
import { isConstant, type Binding, type Scope } from './scope.ts';
import { bare, idOf, is, isCall, isMember, nameOf, type CallNode, type FunctionNode, type Node } from './tree.ts';

/** What a component is wrapped in without ceasing to be one. */
const WRAPPERS = /^(memo|forwardRef|observer|lazy|withErrorBoundary|track)$/;

const hasJsx = (fn: FunctionNode) => {
  let found = false;
  walk(fn.body, (node) => {
    found ||= is(node, 'JSXElement', 'JSXFragment');
  });
  return found;
};

/** The name that a function declares, or that it is assigned to. */
const nameOfFunction = (fn: FunctionNode, holder: Node | undefined) => {
  const own = 'id' in fn ? idOf(fn.id) : undefined;
  if (own !== undefined) return own;
  if (is(holder, 'VariableDeclarator')) return idOf(holder.id);
  return is(holder, 'AssignmentExpression') ? (nameOf(holder.left) ?? idOf(holder.left)) : undefined;
};

/** Why a hook may not be called where `call` is; undefined where it may. */
export const misplaced = (call: Node, scope: Scope): string | undefined => {
  const fn = scope.functionOf(call);
  if (!fn) return '`useAuth()` is called outside of any component or hook';
  if (fn.async || fn.generator || fn.type.endsWith('Method')) return '`useAuth()` is called in a function that is neither a component nor a hook';
  const holder = scope.parentOf(fn);
  const name = nameOfFunction(fn, holder);
  const wrapper = isCall(holder) && holder.arguments.some((one, index) => index === 0 && one === fn) ? (idOf(holder.callee) ?? nameOf(holder.callee)) : undefined;
  const isNamed = name !== undefined && /^(use[A-Z0-9]|[A-Z])/.test(name);
  const isComponent = isNamed || is(holder, 'ExportDefaultDeclaration') || (wrapper ? WRAPPERS.test(wrapper) : !isCall(holder) && hasJsx(fn));
  if (!isComponent || (name !== undefined && !isNamed)) return '`useAuth()` is called in a function that is neither a component nor a hook';
  let statement: Node | undefined = call;
  for (let parent = scope.parentOf(call); parent && parent !== fn.body && parent !== fn; parent = scope.parentOf(parent)) statement = parent;
  return is(statement, 'VariableDeclaration', 'ExpressionStatement', 'ReturnStatement') ? undefined : '`useAuth()` is called under a condition';
};

/** The names that `node` takes from outside; undefined where it takes `this`. */
const freeOf = (node: Node, scope: Scope): Binding[] | undefined => {
  const free = new Set<Binding>();
  let hasThis = false;
  walk(node, (one) => {
    const binding = is(one, 'Identifier', 'JSXIdentifier') ? scope.bindingOf(one) : undefined;
    if (binding && !scope.within(binding.id, node)) free.add(binding);
    hasThis ||= is(one, 'ThisExpression');
  });
  return hasThis ? undefined : [...free];
};

/** Whether `node` means the same where the new function is made: at the module's top, or in the component of `fn`. */
export const isPortable = (node: Node, fn: FunctionNode | undefined, scope: Scope): boolean =>
  !!freeOf(node, scope)?.every((binding) => {
    const { kind, node: declared, id } = binding;
    if (kind === 'import') return true;
    const owner = kind === 'param' ? declared : scope.functionOf(declared);
    const statement = scope.parentOf(declared);
    const block = statement && scope.parentOf(statement);
    if (owner) return owner === fn && (kind === 'param' || block === fn.body || ('id' in declared && declared.id === id));
    return is(statement, 'Program') || (!!block && /^(Program|Export\w+Declaration)$/.test(block.type));
  });

/** Whether a variable always has the value that it was declared with. */
const isUnassigned = (binding: Binding, scope: Scope) =>
  binding.ids === 1 &&
  /^(const|param|import)$/.test(binding.kind) &&
  binding.references.every((reference) => {
    let node = reference;
    let parent = scope.parentOf(node);
    while (isMember(parent) && parent.object === node) [node, parent] = [parent, scope.parentOf(parent)];
    const isTarget = is(parent, 'AssignmentExpression', 'ForInStatement', 'ForOfStatement') && parent.left === node;
    const pattern = parent && scope.parentOf(parent);
    const isTaken = is(parent, 'ObjectProperty') && is(pattern, 'ObjectPattern') && parent.value === node;
    const isExtended = isCall(parent) && parent.arguments[0] === node && nameOf(parent.callee) === 'assign';
    const isDeleted = is(parent, 'UnaryExpression') && parent.operator === 'delete';
    return !isTarget && !isTaken && !isExtended && !isDeleted && !is(parent, 'UpdateExpression', 'ArrayPattern', 'RestElement', 'AssignmentPattern');
  });

/** Whether a condition says the same, and does nothing, wherever the function asks: it is made of names that are never assigned to. */
export const isSteady = (whole: Node, scope: Scope): boolean => {
  const node = bare(whole);
  if (is(node, 'StringLiteral', 'NumericLiteral', 'BooleanLiteral', 'NullLiteral')) return true;
  if (is(node, 'UnaryExpression')) return node.operator === '!' && isSteady(node.argument, scope);
  if (is(node, 'LogicalExpression')) return isSteady(node.left, scope) && isSteady(node.right, scope);
  if (is(node, 'BinaryExpression')) return /^[!=]==?$/.test(node.operator) && isSteady(node.left, scope) && isSteady(node.right, scope);
  if (isMember(node)) return !node.computed && isSteady(node.object, scope);
  if (!is(node, 'Identifier')) return false;
  const binding = scope.bindingOf(node);
  if (!binding) return node.name === 'undefined';
  const fn = scope.functionOf(node);
  return isUnassigned(binding, scope) && !!fn && !isShadowed(binding, fn, scope);
};

/** Whether a function has another variable of the same name. */
const isShadowed = (binding: Binding, fn: FunctionNode, scope: Scope) => {
  let found = false;
  walk(fn, (node) => {
    const other = is(node, 'Identifier') && node.name === binding.id.name ? scope.bindingOf(node) : undefined;
    found ||= !!other && other !== binding;
  });
  return found;
};

const SIGNED_IN = /^(isSignedIn|isLoaded|loaded|userId|sessionId|user|session)$/;

/** Whether a condition asks no more than whether somebody is signed in, or whether a module was given its getter of tokens. */
export const isOfSignIn = (whole: Node, asked: CallNode, scope: Scope): boolean => {
  const node = bare(whole);
  if (is(node, 'NullLiteral')) return true;
  if (is(node, 'UnaryExpression')) return node.operator === '!' && isOfSignIn(node.argument, asked, scope);
  if (is(node, 'LogicalExpression')) return isOfSignIn(node.left, asked, scope) && isOfSignIn(node.right, asked, scope);
  if (is(node, 'BinaryExpression')) return /^[!=]==?$/.test(node.operator) && isOfSignIn(node.left, asked, scope) && isOfSignIn(node.right, asked, scope);
  if (valueOf(node, scope)) return true;
  if (isMember(node)) {
    const hook = is(bare(node.object), 'Identifier') ? hookOf(scope.bindingOf(bare(node.object)), scope) : undefined;
    return SIGNED_IN.test(nameOf(node) ?? '') && (hook !== undefined || valueOf(node.object, scope)?.what === 'clerk');
  }
  const binding = is(node, 'Identifier') ? scope.bindingOf(node) : undefined;
  if (!binding) return idOf(node) === 'undefined';
  if (binding === scope.bindingOf(bare(asked.callee))) return true;
  return hookOf(binding, scope) !== undefined && isConstant(binding) && SIGNED_IN.test(propertyName(binding) ?? '');
};

/** Clerk's hook that a constant holds, or was taken out of. */
const hookOf = (binding: Binding | undefined, scope: Scope) => {
  const made = isConstant(binding) ? bare(binding.node.init) : undefined;
  const imported = isCall(made) ? importOf(made.callee, scope) : undefined;
  if (imported) return REACT.test(imported.from) || /^@clerk\/vue$/.test(imported.from) ? imported.name : undefined;
  return isCall(made) && /^use(Auth|User|Session|Clerk)$/.test(idOf(made.callee) ?? '') && !scope.bindingOf(made.callee) ? idOf(made.callee) : undefined;
};

/** `process.env.X`, `import.meta.env.X`. */
export const isEnvironment = (node: Node): boolean => /^(process|import\.meta)\.env\.\w+$/.test(pathOf(bare(node)));

const pathOf = (node: Node): string => {
  if (isMember(node)) return `${pathOf(bare(node.object))}.${nameOf(node)}`;
  return is(node, 'MetaProperty') ? 'import.meta' : (idOf(node) ?? '');
};
