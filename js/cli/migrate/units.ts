// Which of a file's functions have to do with one another: those that name each other, or a third.

import { walk } from './parse.ts';
import type { Scope } from './scope.ts';
import { bare, is, isCall, isFunction, type Node } from './tree.ts';

const declarationIn = (statement: Node): Node | null | undefined => (is(statement, 'ExportNamedDeclaration', 'ExportDefaultDeclaration') ? statement.declaration : statement);

/** Whether a statement only makes a function or a value under a name. Any other, and a class, may hear of whatever happens. */
const isNamed = (statement: Node) => {
  const made = declarationIn(statement);
  return isFunction(made) || is(made, 'VariableDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'ImportDeclaration');
};

/** `const API = '/api'`: functions that share it have nothing else in common. */
const isPlain = (node: Node) => {
  const init = is(node, 'VariableDeclarator') ? bare(node.init) : undefined;
  return !!init && !isFunction(init) && !isCall(init) && !is(init, 'NewExpression', 'ObjectExpression', 'ArrayExpression', 'AwaitExpression');
};

/** `among(nodes)(call)`: whether one of the nodes may have to do with a request. */
export const among = (nodes: readonly Node[], scope: Scope): ((call: Node) => boolean) => {
  const { body } = scope.program;
  const unitOf = (node: Node) => body.findIndex((statement) => scope.within(node, statement));
  const links = body.map(() => new Set<number>());
  for (const [index, statement] of body.entries()) {
    walk(statement, (node) => {
      const binding = is(node, 'Identifier', 'JSXIdentifier') ? scope.bindingOf(node) : undefined;
      if (!binding || binding.kind === 'import' || binding.kind === 'type' || isPlain(binding.node)) return;
      const other = unitOf(binding.id);
      if (other < 0 || other === index) return;
      links[index]?.add(other);
      links[other]?.add(index);
    });
  }
  const reads = new Set(nodes.map(unitOf));
  const isAnywhere = [...reads].some((unit) => !body[unit] || !isNamed(body[unit]));
  return (call) => {
    const found = new Set([unitOf(call)]);
    for (const unit of found) for (const next of links[unit] ?? []) found.add(next);
    return isAnywhere || [...found].some((unit) => reads.has(unit));
  };
};
