// What the snippets are made of: a check of the status, `.then((res) => res.json())`, parameters that are passed on.

import { importOf } from './clerk.ts';
import type { Scope } from './scope.ts';
import { bare, idOf, is, isCall, isFunction, isMember, nameOf, resultOf, type CallNode, type Node, type NodeOf } from './tree.ts';

export const awaited = (node: Node | null | undefined): Node | undefined => (is(node, 'AwaitExpression') ? bare(node.argument) : bare(node));

/** Words that say no more than our own errors do. */
const WORDS =
  /^(?:api|http|https|rest|network|server|the|a|an|was|were|is|not|no|ok|okay|bad|error|errors|occurred|happened|while|during|when|fetch|fetched|fetching|fetcher|load|loading|loaded|get|getting|post|put|patch|delete|data|response|request|requests|call|status|code|text|statustext|failed|failure|fails|failing|to|from|with|for|of|on|at|returned|returning|got|something|went|wrong|unexpected|invalid|unsuccessful|could|url|reason|message|res|req|responded)$/i;

const isPlainText = (text: string) => (text.match(/[\p{L}]+/gu) ?? []).every((word) => WORDS.test(word));

/** What is said of an answer that is known without reading it: its status, and what was asked. */
const isOfAnswer = (whole: Node, name: string) => {
  const node = bare(whole);
  if (isMember(node)) return /^(status|statusText|url)$/.test(nameOf(node) ?? '') && idOf(bare(node.object)) === name;
  return is(node, 'Identifier');
};

const isTechnical = (whole: Node, name: string): boolean => {
  const node = bare(whole);
  if (is(node, 'StringLiteral')) return isPlainText(node.value);
  if (is(node, 'TemplateLiteral')) return node.quasis.every(({ value }) => isPlainText(value.cooked ?? '')) && node.expressions.every((one) => isOfAnswer(one, name));
  if (is(node, 'BinaryExpression') && node.operator === '+') return isTechnical(node.left, name) && isTechnical(node.right, name);
  return isMember(node) && isOfAnswer(node, name);
};

/** `if (!res.ok) throw new Error(…)`, whose words say nothing that is the program's own: `name` is the answer's. */
export const isOkCheck = (statement: Node | undefined, name?: string): boolean => {
  if (!is(statement, 'IfStatement') || statement.alternate) return false;
  const test = bare(statement.test);
  if (!is(test, 'UnaryExpression') || test.operator !== '!') return false;
  const tested = bare(test.argument);
  if (!isMember(tested) || nameOf(tested) !== 'ok') return false;
  const answer = idOf(bare(tested.object));
  if (answer === undefined || (name !== undefined && answer !== name)) return false;
  const [only, ...more] = is(statement.consequent, 'BlockStatement') ? statement.consequent.body : [statement.consequent];
  if (more.length || !is(only, 'ThrowStatement') || !is(only.argument, 'NewExpression')) return false;
  return idOf(only.argument.callee) === 'Error' && only.argument.arguments.length <= 1 && only.argument.arguments.every((one) => isTechnical(one, answer));
};

/** `const name = <init>`. */
export const constant = (statement: Node | undefined): [name?: string, init?: Node | undefined] => {
  const [one, ...more] = is(statement, 'VariableDeclaration') ? statement.declarations : [];
  const name = idOf(one?.id);
  return one && name !== undefined && !more.length ? [name, awaited(one.init)] : [];
};

/** `url`, `init = {}`, `...args`; undefined for a pattern, and for a default that says something. */
export const parameterName = (parameter: Node | undefined): string | undefined => {
  if (is(parameter, 'AssignmentPattern')) {
    const { left, right } = parameter;
    return idOf(right) === 'undefined' || (is(right, 'ObjectExpression') && !right.properties.length) ? idOf(left) : undefined;
  }
  return is(parameter, 'RestElement') ? `...${idOf(parameter.argument)}` : idOf(parameter);
};

/** The name of React's hook that is called. */
export const hookName = ({ callee }: NodeOf<'CallExpression'>, scope: Scope): string | undefined => {
  if (is(callee, 'MemberExpression')) return idOf(callee.object) === 'React' ? nameOf(callee) : undefined;
  const imported = importOf(callee, scope);
  return imported?.from === 'react' ? imported.name : undefined;
};

/** `.then((res) => res.json())` on a call: the call of `then`, or undefined. */
export const jsonAfter = (call: CallNode, { parentOf }: Scope): CallNode | undefined => {
  const member = parentOf(call);
  const then = isMember(member) && member.object === call && nameOf(member) === 'then' ? parentOf(member) : undefined;
  if (!isCall(then) || then.callee !== member) return undefined;
  const [fn, ...more] = then.arguments;
  if (!isFunction(fn) || more.length) return undefined;
  const [parameter, ...others] = fn.params;
  if (!parameter || others.length) return undefined;
  const result = resultOf(fn);
  return isJsonOf(is(result, 'AwaitExpression') ? result.argument : result, idOf(parameter)) ? then : undefined;
};

/** `<name>.json()`, perhaps cast. */
export const isJsonOf = (whole: Node | null | undefined, name: string | undefined): boolean => {
  const node = bare(whole);
  return isCall(node) && isMember(node.callee) && nameOf(node.callee) === 'json' && name !== undefined && idOf(node.callee.object) === name && !node.arguments.length;
};
