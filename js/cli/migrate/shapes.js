// Functions that do no more than one request: the fetchers and query functions of the snippets.

import { bare, isCall, isFunction, isMember, nameOf, resultOf } from './parse.js';
import { importOf } from './source.js';

const awaited = (node) => (node?.type === 'AwaitExpression' ? bare(node.argument) : bare(node));

/** Words that say no more than our own errors do. */
const WORDS =
  /^(?:api|http|https|rest|network|server|the|a|an|was|were|is|not|no|ok|okay|bad|error|errors|occurred|happened|while|during|when|fetch|fetched|fetching|fetcher|load|loading|loaded|get|getting|post|put|patch|delete|data|response|request|requests|call|status|code|text|statustext|failed|failure|fails|failing|to|from|with|for|of|on|at|returned|returning|got|something|went|wrong|unexpected|invalid|unsuccessful|could|url|reason|message|res|req|responded)$/i;

const isPlainText = (text) => (text.match(/[\p{L}]+/gu) ?? []).every((word) => WORDS.test(word));

/** What is said of an answer that is known without reading it: its status, and what was asked. */
const isOfAnswer = (node, name) => {
  node = bare(node);
  if (isMember(node)) return /^(status|statusText|url)$/.test(nameOf(node) ?? '') && bare(node.object).name === name;
  return node.type === 'Identifier';
};

const isTechnical = (node, name) => {
  node = bare(node);
  if (node.type === 'StringLiteral') return isPlainText(node.value);
  if (node.type === 'TemplateLiteral') return node.quasis.every(({ value }) => isPlainText(value.cooked ?? '')) && node.expressions.every((one) => isOfAnswer(one, name));
  if (node.type === 'BinaryExpression' && node.operator === '+') return isTechnical(node.left, name) && isTechnical(node.right, name);
  return isMember(node) && isOfAnswer(node, name);
};

/** `if (!res.ok) throw new Error(…)`, whose words say nothing that is the program's own: `name` is the answer's. */
export const isOkCheck = (statement, name) => {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const test = bare(statement.test);
  if (test.type !== 'UnaryExpression' || test.operator !== '!') return false;
  const tested = bare(test.argument);
  if (!isMember(tested) || nameOf(tested) !== 'ok') return false;
  const answer = bare(tested.object).name;
  if (answer === undefined || (name !== undefined && answer !== name)) return false;
  const body = statement.consequent.type === 'BlockStatement' ? statement.consequent.body : [statement.consequent];
  const [only] = body;
  if (body.length !== 1 || only.type !== 'ThrowStatement' || only.argument.type !== 'NewExpression') return false;
  return only.argument.callee.name === 'Error' && only.argument.arguments.length <= 1 && only.argument.arguments.every((one) => isTechnical(one, answer));
};

/** `const name = <init>`. */
const constant = (statement) => {
  const [one, ...more] = statement?.type === 'VariableDeclaration' ? statement.declarations : [];
  return one?.id.type === 'Identifier' && !more.length ? [one.id.name, awaited(one.init)] : [];
};

/** `{ request, kind, checked }` of a function whose body is one request, parsed (`'json'`) or not (`'response'`). */
export const requestOf = (fn, { plan, gone }) => {
  const { requests } = plan;
  if (fn.generator || (fn.type !== 'FunctionDeclaration' && fn.id)) return undefined;
  const parsedBy = (node) => [...requests.values()].find(({ json }) => json && json === node);
  const statements = fn.body.type === 'BlockStatement' ? fn.body.body.filter((one) => !gone.has(one)) : [{ type: 'ReturnStatement', argument: fn.body }];
  const last = statements.at(-1);
  if (last?.type !== 'ReturnStatement' || fn.body.directives?.length) return undefined;
  const result = awaited(last.argument);
  if (statements.length === 1) {
    if (requests.has(result)) return { request: requests.get(result), kind: 'response' };
    return parsedBy(result) && { request: parsedBy(result), kind: 'json' };
  }
  const [name, call] = constant(statements[0]);
  if (!name) return undefined;
  if (statements.length === 2 && result?.name === name && parsedBy(call)) return { request: parsedBy(call), kind: 'json' };
  if (!requests.has(call)) return undefined;
  let rest = statements.slice(1, -1);
  const checked = rest.length > 0 && isOkCheck(rest[0], name);
  if (checked) rest = rest.slice(1);
  const [data, read] = constant(rest[0]);
  const parsed = rest.length === 0 ? isJsonOf(result, name) : rest.length === 1 && isJsonOf(read, name) && result?.name === data;
  return parsed ? { request: requests.get(call), kind: 'json', checked } : undefined;
};

/** `url`, `init = {}`, `...args`; undefined for a pattern, and for a default that says something. */
export const parameterName = (parameter) => {
  if (parameter?.type === 'AssignmentPattern') {
    const { left, right } = parameter;
    return right.name === 'undefined' || (right.type === 'ObjectExpression' && !right.properties.length) ? left.name : undefined;
  }
  return parameter?.type === 'RestElement' ? `...${parameter.argument.name}` : parameter?.name;
};

/** Whether the request's arguments are the function's own, all and in order. */
export const forwards = ({ call, argument, init }, fn, { text }) => {
  const [url] = call.arguments;
  const first = url.type === 'SpreadElement' ? `...${bare(url.argument).name}` : bare(url).name;
  const given = [first, ...(argument === 'drop' ? [] : [argument === 'keep' ? text.slice(init.start, init.end) : argument])];
  return fn.params.length > 0 && fn.params.length === given.length && fn.params.every((parameter, index) => given[index] !== undefined && parameterName(parameter) === given[index]);
};

/** A function node behind `useCallback(fn, [getToken])`, or the function itself. */
export const functionIn = (node, { scope }) => {
  node = bare(node);
  if (node?.type === 'CallExpression' && hookName(node, scope) === 'useCallback') node = bare(node.arguments[0]);
  return node && isFunction(node) ? node : undefined;
};

/** The name of React's hook that is called. */
export const hookName = ({ callee }, scope) => {
  if (callee.type === 'MemberExpression') return callee.object.name === 'React' ? nameOf(callee) : undefined;
  const imported = importOf(callee, scope);
  return imported?.from === 'react' ? imported.name : undefined;
};

/** `.then((res) => res.json())` on a call: the call of `then`, or undefined. */
export const jsonAfter = (call, { parentOf }) => {
  const member = parentOf(call);
  const then = isMember(member) && member.object === call && nameOf(member) === 'then' && parentOf(member);
  if (!then || then.callee !== member || then.arguments.length !== 1) return undefined;
  const [fn] = then.arguments;
  if (!isFunction(fn) || fn.params.length !== 1) return undefined;
  let result = resultOf(fn);
  if (result?.type === 'AwaitExpression') result = result.argument;
  return isJsonOf(result, fn.params[0].name) ? then : undefined;
};

/** `<name>.json()`, perhaps cast. */
const isJsonOf = (node, name) => {
  node = bare(node);
  return isCall(node) && isMember(node.callee) && nameOf(node.callee) === 'json' && node.callee.object.name === name && !node.arguments.length;
};
