// Which declaration an identifier means.

import type { Env } from './env.ts';
import { walk } from './parse.ts';
import { is, isFunction, isMember, type File, type FunctionNode, type Node, type NodeOf } from './tree.ts';

type Identifier = NodeOf<'Identifier'>;

/** What declares a name. */
type Declaration =
  | { kind: NodeOf<'VariableDeclaration'>['kind']; node: NodeOf<'VariableDeclarator'> }
  | { kind: 'import'; node: NodeOf<'ImportSpecifier' | 'ImportDefaultSpecifier' | 'ImportNamespaceSpecifier' | 'TSImportEqualsDeclaration'> }
  | { kind: 'param'; node: FunctionNode }
  | { kind: 'function'; node: NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ClassDeclaration' | 'ClassExpression'> }
  | { kind: 'type'; node: NodeOf<(typeof TYPES)[number]> }
  | { kind: 'catch'; node: NodeOf<'CatchClause'> };

/** A declared name: `ids` counts its declarations. */
export type Binding = Declaration & { id: Identifier; references: Node[]; ids: number };
export type VariableBinding = Extract<Binding, { node: NodeOf<'VariableDeclarator'> }>;

export interface Scope {
  readonly program: NodeOf<'Program'>;
  readonly text: string;
  readonly env: Env;
  /** Every identifier that the file has. */
  readonly names: ReadonlySet<string>;
  parentOf(node: Node): Node | undefined;
  /** The field of the parent that holds the node. */
  keyOf(node: Node): string | undefined;
  within(node: Node, ancestor: Node): boolean;
  /** The innermost function around a node. */
  functionOf(node: Node): FunctionNode | undefined;
  /** Undefined for a global. */
  bindingOf(id: Node | null | undefined): Binding | undefined;
}

interface Names {
  outer: Names | undefined;
  bindings: Map<string, Binding>;
  /** Whether a `var` belongs here. */
  hoists: boolean;
}

const OPENS = ['Program', 'BlockStatement', 'ForStatement', 'ForInStatement', 'ForOfStatement', 'SwitchStatement', 'CatchClause', 'ClassDeclaration', 'ClassExpression', 'StaticBlock', 'TSModuleBlock'] as const;

const TYPES = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration', 'TSModuleDeclaration', 'TypeAlias', 'InterfaceDeclaration'] as const;

export const isVariable = (binding: Binding | undefined): binding is VariableBinding => !!binding && /^(const|let|var)$/.test(binding.kind);

export const isConstant = (binding: Binding | undefined): binding is VariableBinding => binding?.kind === 'const';

/** The identifiers that a pattern declares. */
const declaredBy = (pattern: Node | null | undefined): Identifier[] => {
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
const isName = (parent: Node, key: string | undefined) => {
  if (isMember(parent)) return key === 'property' && !parent.computed;
  if (key === 'key') return !('computed' in parent && parent.computed);
  if (key === 'label' || key === 'meta') return true;
  if (/^(Import|Export)\w*Specifier$/.test(parent.type)) return key !== 'local';
  if (parent.type === 'MetaProperty' || parent.type === 'JSXAttribute') return true;
  if (parent.type === 'TSQualifiedName') return key === 'right';
  return parent.type === 'TSEnumMember' && key === 'id';
};

const isReference = (node: Node, parent: Node, key: string | undefined): node is NodeOf<'Identifier' | 'JSXIdentifier'> => {
  if (node.type === 'JSXIdentifier') {
    // `<a>` is an element of the page, whatever `a` is here.
    const isComponent = /^JSX(Opening|Closing)Element$/.test(parent.type) && !/^[a-z]|-/.test(node.name);
    return isComponent || (parent.type === 'JSXMemberExpression' && key === 'object');
  }
  return node.type === 'Identifier' && !isName(parent, key);
};

export const analyse = (ast: File, text: string, env: Env): Scope => {
  const parents = new Map<Node, [parent: Node | undefined, key: string | undefined]>();
  const scopes = new Map<Node, Names>();
  const names = new Set<string>();
  const declared = new Map<Node, Binding>();
  const parentOf = (node: Node) => parents.get(node)?.[0];
  const keyOf = (node: Node) => parents.get(node)?.[1];

  const scopeOf = (node: Node | undefined): Names | undefined => {
    while (node && !scopes.has(node)) node = parentOf(node);
    return node && scopes.get(node);
  };
  const functionScope = (scope: Names | undefined) => {
    while (scope && !scope.hoists && scope.outer) scope = scope.outer;
    return scope;
  };
  const declare = (scope: Names | undefined, id: Identifier, declaration: Declaration) => {
    if (!scope) return;
    const binding = scope.bindings.get(id.name) ?? { ...declaration, id, references: [], ids: 0 };
    binding.ids++;
    scope.bindings.set(id.name, binding);
    declared.set(id, binding);
  };

  const later: [node: Node, parent: Node | undefined][] = [];
  walk(ast.program, (node, parent, key) => {
    parents.set(node, [parent, key]);
    if ('name' in node && node.name && typeof node.name === 'string') names.add(node.name);
    if (is(node, ...OPENS) || isFunction(node)) {
      scopes.set(node, { outer: scopeOf(parent), bindings: new Map(), hoists: isFunction(node) || node.type === 'Program' });
    }
    later.push([node, parent]);
  });

  for (const [node, parent] of later) {
    const outer = scopeOf(parent) ?? scopeOf(node);
    const own = scopes.get(node);
    if (node.type === 'VariableDeclaration') {
      // It tells of a global: `declare const Clerk: any`.
      if (node.declare) continue;
      const scope = node.kind === 'var' ? functionScope(outer) : outer;
      for (const one of node.declarations) for (const id of declaredBy(one.id)) declare(scope, id, { kind: node.kind, node: one });
    } else if (is(node, 'ImportSpecifier', 'ImportDefaultSpecifier', 'ImportNamespaceSpecifier')) declare(outer, node.local, { kind: 'import', node });
    else if (is(node, 'TSImportEqualsDeclaration')) declare(outer, node.id, { kind: 'import', node });
    else if (is(node, ...TYPES)) {
      if (node.id.type === 'Identifier') declare(outer, node.id, { kind: 'type', node });
    } else if (is(node, 'FunctionDeclaration', 'ClassDeclaration') && node.id) declare(outer, node.id, { kind: 'function', node });
    else if (is(node, 'FunctionExpression', 'ClassExpression') && node.id) declare(own, node.id, { kind: 'function', node });
    if (isFunction(node)) for (const parameter of node.params) for (const id of declaredBy(parameter)) declare(own, id, { kind: 'param', node });
    if (node.type === 'CatchClause') for (const id of declaredBy(node.param)) declare(own, id, { kind: 'catch', node });
  }

  const resolved = new Map<Node, Binding>();
  for (const [node, parent] of later) {
    if (!parent || declared.has(node) || !isReference(node, parent, keyOf(node))) continue;
    let scope = scopeOf(node);
    while (scope && !scope.bindings.has(node.name)) scope = scope.outer;
    const binding = scope?.bindings.get(node.name);
    if (!binding) continue;
    binding.references.push(node);
    resolved.set(node, binding);
  }

  return {
    program: ast.program,
    text,
    env,
    names,
    parentOf,
    keyOf,
    within: (node, ancestor) => {
      let at: Node | undefined = node;
      while (at && at !== ancestor) at = parentOf(at);
      return !!at;
    },
    functionOf: (node) => {
      let at = parentOf(node);
      while (at && !isFunction(at)) at = parentOf(at);
      return at;
    },
    bindingOf: (id) => (id ? (resolved.get(id) ?? declared.get(id)) : undefined),
  };
};
