// What is left of a request's arguments once the header is out: `{ ...init, headers: { ...init.headers } }` is `init`.

import { mayHaveHeaders, type FoundRequest } from './request.ts';
import type { Scope } from './scope.ts';
import { bare, idOf, is, isMember, nameOf, type Node, type ObjectNode, type Range } from './tree.ts';

export type Member = ObjectNode['properties'][number];

/** The final arguments of one request. */
export interface Shape {
  dropHeaders: boolean;
  /** `'keep'` and `'drop'` are the second argument as it is and none; else the name that stands for it. */
  argument: string;
  /** What is left in the second argument. */
  members: Member[];
}

/** `x`, `x?.headers`, `(x.headers || {})`, `(x ? x.headers : {})`: the name `x` where `node` is its `headers`. */
const headersOwner = (whole: Node): string | undefined => {
  const node = bare(whole);
  if (node.type === 'LogicalExpression') return headersOwner(node.operator === '&&' ? node.right : node.left);
  if (node.type === 'ConditionalExpression') return headersOwner(node.consequent);
  return isMember(node) && nameOf(node) === 'headers' ? idOf(bare(node.object)) : undefined;
};

const spreadName = (property: Member) => {
  if (property.type !== 'SpreadElement') return undefined;
  const argument = bare(property.argument);
  return idOf(argument.type === 'LogicalExpression' && argument.operator !== '&&' ? bare(argument.left) : argument);
};

/** `removed` are the elements that go; `commented(node)` tells whether somebody wrote something in it. */
export const shapeOf = ({ init, property, headers }: FoundRequest, removed: ReadonlySet<Node>, commented: (range: Range) => boolean, scope: Scope): Shape => {
  const given = bare(headers);
  const [only, ...others] = is(given, 'NewExpression') && idOf(given.callee) === 'Headers' ? given.arguments : [];
  const own = only && !others.length ? bare(only) : given;
  let dropHeaders = !headers;
  if (is(own, 'ObjectExpression')) {
    const rest = own.properties.filter((element) => !removed.has(element));
    const before = init.properties.slice(0, init.properties.indexOf(property));
    const spreads = before.map(spreadName).filter((name) => name !== undefined);
    const [first, ...more] = rest;
    const isOwner = is(first, 'SpreadElement') && !more.length && own === given && spreads.includes(headersOwner(first.argument) ?? '');
    const isReplaced = !rest.length && before.some((one) => is(one, 'SpreadElement') && mayHaveHeaders(one.argument, scope));
    dropHeaders = (!rest.length && !isReplaced) || (isOwner && !commented(property));
  }
  const members = init.properties.filter((element) => !(dropHeaders && element === property));
  let argument = 'keep';
  if (!commented(init)) {
    const [one, ...more] = members;
    const name = one && !more.length && dropHeaders ? spreadName(one) : undefined;
    if (!one) argument = 'drop';
    else if (name) argument = name;
  }
  return { dropHeaders, argument, members };
};
