// The functions that the new code calls: one `authenticatedFetch` for each hook or file, and for each set of options.

const NAMES = ['authenticatedFetch', 'clerkFetch', 'fetchWithClerk'];

/** The expression of a token with `options` in its call: clerk-fetch says in them when the token must be a new one. */
const getTokenOf = ({ expression, call, isWhole, bare }, text) => {
  const argument = bare ? '' : 'options';
  const made = `${text.slice(expression.start, call.callee.end)}${call.type === 'OptionalCallExpression' && call.optional ? '?.' : ''}(${argument})${text.slice(call.end, expression.end)}`;
  const value = isWhole ? `(${made}) || null` : `(await ${made}) ?? null`;
  return `async (${argument}) => ${value}`;
};

export class Clients {
  #made = [];
  #names;

  constructor({ scope, style, typescript }) {
    this.style = style;
    this.typescript = typescript;
    this.#names = [...NAMES, ...Array.from({ length: 50 }, (_, index) => `${NAMES[0]}${index + 2}`)].filter((name) => !scope.names.has(name));
  }

  /** The one for a token's source and the options that its use needs. Two hooks may use the same name. */
  for(source, { anonymous, foreign, text, more }) {
    const options = {
      ...(source.clerk && { clerk: source.clerk.id.name }),
      ...(source.asText && { getToken: getTokenOf(source, text) }),
      ...(anonymous && { signedOut: this.style.quoted('anonymous') }),
      ...(foreign && { foreignOrigin: this.style.quoted('anonymous') }),
      ...source.options,
      ...more,
    };
    const id = JSON.stringify(options);
    const found = this.#made.find((one) => one.binding === source.binding && one.id === id);
    if (found) return found;
    const name = this.#names[this.#made.filter((one) => one.binding === source.binding || !one.binding || !source.binding).length];
    const client = { binding: source.binding, isPlain: source.root === 'vue', clerk: source.clerk, id, options, name, origins: new Set(), environment: new Map(), unknown: [], requests: 0 };
    this.#made.push(client);
    return client;
  }

  get all() {
    return this.#made;
  }

  /** `make({ … })`, on several lines where one would be long. */
  making(make, client, indent) {
    const text = `const ${client.name} = ${make}(${this.optionsText(client)})`;
    if (indent.length + text.length <= 120) return text;
    const fields = this.#fields(client, {}).map((field) => `${indent}${this.style.indent}${field},${this.style.eol}`);
    return `const ${client.name} = ${make}({${this.style.eol}${fields.join('')}${indent}})`;
  }

  /** `{ signedOut: 'anonymous', … }` as source text; empty where there is nothing to say. */
  optionsText(client, more = {}) {
    const fields = this.#fields(client, more);
    return fields.length ? `{ ${fields.join(', ')} }` : '';
  }

  #fields({ options, origins, environment }, more) {
    const all = { ...options, ...more };
    const listed = [...origins].map(this.style.quoted);
    const fromEnvironment = [...environment].map(([value, isMissing]) => this.#originOf(value, isMissing));
    if (fromEnvironment.length === 1 && !listed.length) [all.allowedOrigins] = fromEnvironment;
    else if (listed.length + fromEnvironment.length) all.allowedOrigins = `[${[...listed, ...fromEnvironment.map((one) => `...(${one})`)].join(', ')}]`;
    return Object.entries(all).map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  }

  /** A variable of the environment may be missing, or a path: then it lists nothing. */
  #originOf(value, isMissing) {
    const isMaybe = this.typescript && isMissing;
    return `/^https?:/.test(${isMaybe ? `${value} ?? ${this.style.quoted('')}` : value}) ? [new URL(${value}${isMaybe ? '!' : ''}).origin] : []`;
  }
}
