// Functions that do no more than one request: the fetchers and query functions of the snippets.

import type { Context } from './context.ts';
import type { Request } from './plan.ts';
import { awaited, constant, hookName, isJsonOf, isOkCheck, parameterName } from './shapes.ts';
import { bare, idOf, is, isFunction, type FunctionNode, type Node } from './tree.ts';

/** A function whose body is one request, parsed (`'json'`) or not; `checked`: an error's status throws. */
export interface OneRequest {
  request: Request;
  kind: 'json' | 'response';
  checked?: boolean;
}

export const requestOf = (fn: FunctionNode, { plan: { requests }, gone }: Pick<Context, 'plan' | 'gone'>): OneRequest | undefined => {
  if (fn.generator || (fn.type !== 'FunctionDeclaration' && 'id' in fn && fn.id)) return undefined;
  const whole = [...requests.values()].filter(({ when }) => !when);
  const madeBy = (node: Node | undefined) => whole.find(({ call }) => call === node);
  const parsedBy = (node: Node | undefined) => (node ? whole.find(({ json }) => json === node) : undefined);
  const ofExpression = (result: Node | undefined): OneRequest | undefined => {
    const [made, parsed] = [madeBy(result), parsedBy(result)];
    if (made) return { request: made, kind: 'response' };
    return parsed && { request: parsed, kind: 'json' };
  };
  if (!is(fn.body, 'BlockStatement')) return ofExpression(awaited(fn.body));
  const statements = fn.body.body.filter((one) => !gone.has(one));
  const last = statements.at(-1);
  if (!is(last, 'ReturnStatement') || fn.body.directives.length) return undefined;
  const result = awaited(last.argument);
  if (statements.length === 1) return ofExpression(result);
  const [name, call] = constant(statements[0]);
  if (name === undefined) return undefined;
  const parsedAtOnce = parsedBy(call);
  if (statements.length === 2 && idOf(result) === name && parsedAtOnce) return { request: parsedAtOnce, kind: 'json' };
  const made = madeBy(call);
  if (!made) return undefined;
  let rest = statements.slice(1, -1);
  const checked = isOkCheck(rest[0], name);
  if (checked) rest = rest.slice(1);
  const [data, read] = constant(rest[0]);
  const parsed = rest.length === 0 ? isJsonOf(result, name) : rest.length === 1 && isJsonOf(read, name) && data !== undefined && idOf(result) === data;
  return parsed ? { request: made, kind: 'json', checked } : undefined;
};

/** Whether the request's arguments are the function's own, all and in order. */
export const forwards = ({ argument, init, url }: Request, fn: FunctionNode, { text }: Pick<Context, 'text'>): boolean => {
  const first = is(url, 'SpreadElement') ? `...${idOf(bare(url.argument))}` : idOf(bare(url));
  const given = [first, ...(argument === 'drop' ? [] : [argument === 'keep' ? text.slice(init.start, init.end) : argument])];
  return fn.params.length > 0 && fn.params.length === given.length && fn.params.every((parameter, index) => given[index] !== undefined && parameterName(parameter) === given[index]);
};

/** A function node behind `useCallback(fn, [getToken])`, or the function itself. */
export const functionIn = (whole: Node | null | undefined, { scope }: Pick<Context, 'scope'>): FunctionNode | undefined => {
  const node = bare(whole);
  const fn = is(node, 'CallExpression') && hookName(node, scope) === 'useCallback' ? bare(node.arguments[0]) : node;
  return isFunction(fn) ? fn : undefined;
};
