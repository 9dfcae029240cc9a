// The edits of one request, and of one interceptor.

import type { Context } from './context.ts';
import { indentAt, withoutElements, type Edit, type Remark } from './edit.ts';
import type { PlannedInterceptor, Request } from './plan.ts';
import { is, type Range } from './tree.ts';

/** What is called: where a condition says whether there is a token, it says which. */
const calleeOf = ({ call, client, when }: Request, text: string) => {
  const own = client.call ?? client.name;
  if (!when) return own;
  const [test, plain] = [when.test, call.callee].map(({ start, end }) => text.slice(start, end));
  return `(${test} ? ${when.holds ? `${own} : ${plain}` : `${plain} : ${own}`})`;
};

/** The call of `fetch` without the header. */
export const requestEdits = (request: Request, { text, comments }: Context): Edit[] => {
  const { call, init, property, dropHeaders, argument, members, url } = request;
  const edits: Edit[] = [{ start: call.callee.start, end: call.callee.end, text: calleeOf(request, text) }];
  const given = call.arguments[1];
  if (!given) return edits;
  const keptIn = (node: Range) => comments.filter((one) => !one.goes && one.start > node.start && one.end < node.end);
  if (argument === 'drop') edits.push({ start: url.end, end: given.end, text: '' });
  else if (argument !== 'keep') edits.push({ start: given.start, end: given.end, text: argument });
  else if (dropHeaders) {
    const inProperty = keptIn(property);
    if (!members.length) edits.push({ start: url.end, end: given.end, text: asBlocks(keptIn(init)) });
    else if (inProperty.length) edits.push({ start: property.start, end: commaBehind(text, property.end), text: asBlocks(inProperty).trim() });
    else edits.push(...withoutElements(text, init.properties, [property], comments));
  }
  return edits;
};

/** Somebody's comments on a line of their own, for where there is no line any more. */
const asBlocks = (comments: readonly Remark[]) => comments.map(({ value }) => ` /* ${value.replaceAll('*/', '* /').trim()} */`).join('');

const commaBehind = (text: string, at: number) => (/^\s*,/.test(text.slice(at, at + 100)) ? text.indexOf(',', at) + 1 : at);

/** The token of whom the URL goes to. Where there is none, no header is set: neither `Bearer null` nor one in the place of a default. */
export const interceptorEdits = ({ expression, interceptor, client }: PlannedInterceptor, { text, scope, style }: Context): Edit[] => {
  const { setting, guarded, isDirect, awaiting, holder } = interceptor;
  const asked = `${client.call ?? client.name}.token(${interceptor.url})`;
  const source = { start: expression.start, end: expression.end, text: asked };
  const isElement = is(setting, 'ObjectProperty');
  const isAlone = is(setting, 'ExpressionStatement') && is(scope.parentOf(setting), 'BlockStatement');
  if (guarded || (!isElement && !isAlone)) return [source];
  if (isDirect && !isAlone) return [source];
  const name = isDirect || holder === undefined ? (scope.names.has('token') ? `${client.name}Token` : 'token') : holder;
  if (isElement) {
    return [source, { start: setting.start, end: setting.start, text: `...(${name} && { ` }, { start: setting.end, end: setting.end, text: ' })' }];
  }
  const guard = { start: setting.start, end: setting.start, text: `if (${name}) ` };
  if (!isDirect) return [source, guard];
  const line = `const ${name} = await ${asked}${style.semicolon}${style.eol}${indentAt(text, setting.start)}`;
  return [{ ...guard, text: line + guard.text }, { start: awaiting.start, end: awaiting.end, text: name }];
};
