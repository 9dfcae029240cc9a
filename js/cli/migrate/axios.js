// axios' interceptors that set the header: they ask for the headers of whom the URL goes to.

import { bare, isCall, isMember, nameOf } from './parse.js';
import { indentAt, lineStart, nextLine } from './edit.js';

/** `X.interceptors.request.use(fn)` whose `fn` takes `config`. */
export const interceptorOf = (config, node, scope) => {
  const binding = config.type === 'Identifier' ? scope.bindingOf(config) : undefined;
  const fn = scope.functionOf(node);
  if (binding?.kind !== 'param' || binding.node !== fn || fn.params[0] !== binding.id) return undefined;
  const call = scope.parentOf(fn);
  if (!isCall(call) || call.arguments[0] !== fn || !isMember(call.callee) || nameOf(call.callee) !== 'use') return undefined;
  const request = call.callee.object;
  const interceptors = isMember(request) && nameOf(request) === 'request' && request.object;
  if (!interceptors || !isMember(interceptors) || nameOf(interceptors) !== 'interceptors') return undefined;
  return { call, instance: bare(interceptors.object), config: config.name, fn };
};

/** The `baseURL` that an axios instance of this file was made with; else the instance itself, which says nothing. */
export const baseOf = ({ instance }, scope) => {
  const binding = instance.type === 'Identifier' ? scope.bindingOf(instance) : undefined;
  const made = binding?.kind === 'const' ? bare(binding.node.init) : undefined;
  if (!isCall(made) || !isMember(made.callee) || nameOf(made.callee) !== 'create') return instance;
  const base = made.arguments[0]?.properties?.find((property) => property.key && nameOf(property) === 'baseURL');
  return base?.value ?? instance;
};

/** The header of whom the URL goes to; a guard around it is the option `signedOut` now. */
export const interceptorEdits = ({ value, guard, statement, instance, config, client: { name } }, { text, style }) => {
  const axios = text.slice(instance.start, instance.end);
  const edits = [{ start: value.start, end: value.end, text: `(await ${name}.headers(${axios}.getUri(${config}))).get(${style.quoted('Authorization')})` }];
  if (guard) {
    const from = guard.consequent.type === 'BlockStatement' ? nextLine(text, guard.consequent.start) : statement.start;
    const isBlock = guard.consequent.type === 'BlockStatement' && from <= statement.start && lineStart(text, guard.end) > statement.end;
    if (isBlock) {
      edits.push({ start: lineStart(text, guard.start), end: from, text: '' });
      edits.push({ start: lineStart(text, guard.end), end: nextLine(text, guard.end), text: '' });
      const [outer, inner] = [indentAt(text, guard.start), indentAt(text, statement.start)];
      for (let at = from; at < lineStart(text, guard.end); at = nextLine(text, at)) {
        if (at <= value.start && text.startsWith(inner, at)) edits.push({ start: at, end: at + inner.length, text: outer });
      }
    } else {
      edits.push({ start: guard.start, end: statement.start, text: '' }, { start: statement.end, end: guard.end, text: '' });
    }
  }
  return edits;
};
