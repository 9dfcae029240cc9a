// What is left of a request's arguments once the header is out: `{ ...init, headers: { ...init.headers } }` is `init`.

import { bare, nameOf } from './parse.js';

/** `x`, `x?.headers`, `(x.headers || {})`, `(x ? x.headers : {})`: the name `x` where `node` is its `headers`. */
const headersOwner = (node) => {
  node = bare(node);
  if (node.type === 'LogicalExpression' && /^(\|\||\?\?)$/.test(node.operator)) return headersOwner(node.left);
  if (node.type === 'LogicalExpression' && node.operator === '&&') return headersOwner(node.right);
  if (node.type === 'ConditionalExpression') return headersOwner(node.consequent);
  if (!/^(Optional)?MemberExpression$/.test(node.type) || nameOf(node) !== 'headers') return undefined;
  return bare(node.object).name;
};

const spreadName = (property) => {
  if (property.type !== 'SpreadElement') return undefined;
  const argument = bare(property.argument);
  return argument.type === 'LogicalExpression' && /^(\|\||\?\?)$/.test(argument.operator) ? bare(argument.left).name : argument.name;
};

/**
 * The final shape of one request: `{ dropHeaders, argument }`, where `argument` is `'keep'`, `'drop'` or the name that
 * stands for it. `removed` are the elements that go; `commented(node)` tells whether somebody wrote something in it.
 */
export const shapeOf = ({ init, property, headers }, removed, commented) => {
  const left = (object) => object.properties.filter((element) => !removed.has(element));
  const given = bare(headers);
  const own = given?.type === 'NewExpression' && given.callee.name === 'Headers' && given.arguments.length === 1 ? bare(given.arguments[0]) : given;
  let dropHeaders = !headers;
  if (own?.type === 'ObjectExpression') {
    const rest = left(own);
    const spreads = init.properties.slice(0, init.properties.indexOf(property)).map(spreadName).filter(Boolean);
    dropHeaders = !rest.length || (own === given && rest.length === 1 && rest[0].type === 'SpreadElement' && spreads.includes(headersOwner(rest[0].argument)) && !commented(property));
  }
  const members = init.properties.filter((element) => !(dropHeaders && element === property));
  let argument = 'keep';
  if (!commented(init)) {
    if (!members.length) argument = 'drop';
    else if (members.length === 1 && spreadName(members[0]) && dropHeaders) argument = spreadName(members[0]);
  }
  return { dropHeaders, argument, members };
};
