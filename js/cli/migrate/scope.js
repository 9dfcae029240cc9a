// Which declaration an identifier means.

import { isFunction, isMember, walk } from './parse.js';

const OPENS = /^(Program|BlockStatement|ForStatement|ForInStatement|ForOfStatement|SwitchStatement|CatchClause|ClassDeclaration|ClassExpression|StaticBlock|TSModuleBlock)$/;

/** The identifiers that a pattern declares. */
const declaredBy = (pattern) => {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => declaredBy(property.type === 'RestElement' ? property : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap(declaredBy);
    case 'RestElement':
      return declaredBy(pattern.argument);
    case 'AssignmentPattern':
      return declaredBy(pattern.left);
    case 'TSParameterProperty':
      return declaredBy(pattern.parameter);
    default:
      return [];
  }
};

/** Names that are no variable: of a property, a label, a specifier's other side. Whatever is in doubt counts as a variable. */
const isName = (parent, key) => {
  if (isMember(parent)) return key === 'property' && !parent.computed;
  if (key === 'key') return !parent.computed;
  if (key === 'label' || key === 'meta') return true;
  if (/^(Import|Export)\w*Specifier$/.test(parent.type)) return key !== 'local';
  if (parent.type === 'MetaProperty' || parent.type === 'JSXAttribute') return true;
  if (parent.type === 'TSQualifiedName') return key === 'right';
  return parent.type === 'TSEnumMember' && key === 'id';
};

const isReference = (node, parent, key) => {
  if (node.type === 'JSXIdentifier') return /^JSX(Opening|Closing)Element$/.test(parent.type) || (parent.type === 'JSXMemberExpression' && key === 'object');
  return node.type === 'Identifier' && !isName(parent, key);
};

/**
 * `parentOf(node)`, `keyOf(node)`, `bindingOf(identifier)` (undefined for a global), `names` (every identifier there is).
 * A binding is `{ id, kind, node, references }`; `node` is what declares it.
 */
export const analyse = (ast, text, env) => {
  const parents = new Map();
  const scopes = new Map();
  const names = new Set();
  const declared = new Map();
  const parentOf = (node) => parents.get(node)?.[0];
  const keyOf = (node) => parents.get(node)?.[1];

  const scopeOf = (node) => {
    while (node && !scopes.has(node)) node = parentOf(node);
    return node && scopes.get(node);
  };
  const functionScope = (scope) => {
    while (!scope.hoists && scope.outer) scope = scope.outer;
    return scope;
  };
  const declare = (scope, id, kind, node) => {
    const binding = scope.bindings.get(id.name) ?? { id, kind, node, references: [], ids: 0 };
    binding.ids++;
    scope.bindings.set(id.name, binding);
    declared.set(id, binding);
  };

  const later = [];
  walk(ast.program, (node, parent, key) => {
    parents.set(node, [parent, key]);
    if (node.name && typeof node.name === 'string') names.add(node.name);
    if (OPENS.test(node.type) || isFunction(node)) {
      scopes.set(node, { outer: scopeOf(parent), bindings: new Map(), hoists: isFunction(node) || node.type === 'Program' });
    }
    later.push([node, parent]);
  });

  for (const [node, parent] of later) {
    const outer = scopeOf(parent) ?? scopeOf(node);
    if (node.type === 'VariableDeclaration') {
      const scope = node.kind === 'var' ? functionScope(outer) : outer;
      for (const one of node.declarations) for (const id of declaredBy(one.id)) declare(scope, id, node.kind, one);
    } else if (/^Import\w*Specifier$/.test(node.type)) declare(outer, node.local, 'import', node);
    else if (/^(TSInterfaceDeclaration|TSTypeAliasDeclaration|TSEnumDeclaration|TSModuleDeclaration|TypeAlias|InterfaceDeclaration)$/.test(node.type)) {
      if (node.id.type === 'Identifier') declare(outer, node.id, 'type', node);
    } else if (/^(Function|Class)Declaration$/.test(node.type) && node.id) declare(outer, node.id, 'function', node);
    else if (/^(Function|Class)Expression$/.test(node.type) && node.id) declare(scopes.get(node), node.id, 'function', node);
    if (isFunction(node)) for (const parameter of node.params) for (const id of declaredBy(parameter)) declare(scopes.get(node), id, 'param', node);
    if (node.type === 'CatchClause') for (const id of declaredBy(node.param)) declare(scopes.get(node), id, 'catch', node);
  }

  const resolved = new Map();
  for (const [node, parent] of later) {
    if (!parent || declared.has(node) || !isReference(node, parent, keyOf(node))) continue;
    let scope = scopeOf(node);
    while (scope && !scope.bindings.has(node.name)) scope = scope.outer;
    const binding = scope?.bindings.get(node.name);
    if (!binding) continue;
    binding.references.push(node);
    resolved.set(node, binding);
  }

  const within = (node, ancestor) => {
    while (node && node !== ancestor) node = parentOf(node);
    return !!node;
  };
  const functionOf = (node) => {
    do node = parentOf(node);
    while (node && !isFunction(node));
    return node;
  };
  return { program: ast.program, text, env, names, parentOf, keyOf, within, functionOf, bindingOf: (id) => resolved.get(id) ?? declared.get(id) };
};
