// The functions that the new code calls: one `authenticatedFetch` for each hook or file, and for each set of options.

import type { Binding, Scope, VariableBinding } from './scope.ts';
import type { Style } from './style.ts';
import { isCall } from './tree.ts';
import type { AskedSource } from './uses.ts';

const NAMES = ['authenticatedFetch', 'clerkFetch', 'fetchWithClerk'];

/** A place for which no origin is known. */
export interface Place {
  start: number;
  end: number;
  /** How it is written, unless the file says it there. */
  text?: string;
}

/** One function that stands in for a token's source. */
export interface Client {
  /** The variable of the hook that it takes the place of. */
  readonly binding: VariableBinding | undefined;
  /** Made outside of React though a hook gave the token: Vue's. */
  readonly isPlain: boolean;
  readonly clerk: Binding | undefined;
  readonly id: string;
  /** Source text by option. */
  readonly options: Record<string, string>;
  readonly name: string;
  readonly origins: Set<string>;
  /** Expressions of origins, and whether the value may be missing. */
  readonly environment: Map<string, boolean>;
  readonly unknown: Place[];
  /** How many requests it makes. */
  requests: number;
  /** The expression that makes it, where it has no name. */
  call?: string;
}

/** The expression of a token with `options` in its call: clerk-fetch says in them when the token must be a new one. */
const getTokenOf = ({ expression, call, isWhole, bare }: AskedSource, text: string) => {
  const own = text.slice(expression.start, expression.end);
  const argument = bare ? '' : /\boptions\b/.test(own) ? 'tokenOptions' : 'options';
  const made = `${text.slice(expression.start, call.callee.end)}${isCall(call) && call.type === 'OptionalCallExpression' && call.optional ? '?.' : ''}(${argument})${text.slice(call.end, expression.end)}`;
  const value = isWhole ? `(${made}) || null` : `(await ${made}) ?? null`;
  return `async (${argument}) => ${value}`;
};

export interface Wanted {
  anonymous: boolean | undefined;
  foreign?: boolean;
  text: string;
  more?: Record<string, string> | undefined;
}

export class Clients {
  #made: Client[] = [];
  #names: string[];
  #style: Style;
  #typescript: boolean;
  #scope: Scope;

  constructor({ scope, style, typescript }: { scope: Scope; style: Style; typescript: boolean }) {
    this.#style = style;
    this.#scope = scope;
    this.#typescript = typescript;
    this.#names = [...NAMES, ...Array.from({ length: 50 }, (_, index) => `${NAMES[0]}${index + 2}`)].filter((name) => !scope.names.has(name));
  }

  /** The one for a token's source and the options that its use needs. Two hooks may use the same name. */
  for(source: AskedSource, { anonymous, foreign, text, more }: Wanted): Client {
    const options: Record<string, string> = {
      ...(source.clerk && { clerk: source.clerk.id.name }),
      ...(source.asText && { getToken: getTokenOf(source, text) }),
      ...(anonymous && { signedOut: this.#style.quoted('anonymous') }),
      ...(foreign && { foreignOrigin: this.#style.quoted('anonymous') }),
      ...source.options,
      ...more,
    };
    const id = JSON.stringify(options);
    const found = this.#made.find((one) => one.binding === source.binding && one.id === id);
    if (found) return found;
    const taken = new Set(this.#made.filter((one) => this.#meet(one.binding, source.binding)).map((one) => one.name));
    const name = this.#names.find((one) => !taken.has(one)) ?? `${NAMES[0]}${taken.size}OfClerkFetch`;
    const client: Client = { binding: source.binding, isPlain: source.root === 'vue', clerk: source.clerk, id, options, name, origins: new Set(), environment: new Map(), unknown: [], requests: 0 };
    this.#made.push(client);
    return client;
  }

  /** Whether the functions of two hooks are seen from the same place: one is the module's, or in the component of the other. */
  #meet(one: VariableBinding | undefined, other: VariableBinding | undefined) {
    const [first, second] = [one, other].map((binding) => binding && this.#scope.functionOf(binding.node));
    return !first || !second || this.#scope.within(first, second) || this.#scope.within(second, first);
  }

  get all(): readonly Client[] {
    return this.#made;
  }

  /** `make({ … })`, on several lines where one would be long. */
  making(make: string, client: Client, indent: string): string {
    const text = `const ${client.name} = ${make}(${this.optionsText(client)})`;
    if (indent.length + text.length <= 120) return text;
    const { indent: step, eol } = this.#style;
    const fields = this.#fields(client, {}).map((field) => `${indent}${step}${field},${eol}`);
    return `const ${client.name} = ${make}({${eol}${fields.join('')}${indent}})`;
  }

  /** `{ signedOut: 'anonymous', … }` as source text; empty where there is nothing to say. */
  optionsText(client: Client, more: Record<string, string> = {}): string {
    const fields = this.#fields(client, more);
    return fields.length ? `{ ${fields.join(', ')} }` : '';
  }

  #fields({ options, origins, environment }: Client, more: Record<string, string>) {
    const all = { ...options, ...more };
    const listed = [...origins].map(this.#style.quoted);
    const fromEnvironment = [...environment].map(([value, isMissing]) => this.#originOf(value, isMissing));
    const [only] = fromEnvironment;
    if (only !== undefined && fromEnvironment.length === 1 && !listed.length) all.allowedOrigins = only;
    else if (listed.length + fromEnvironment.length) all.allowedOrigins = `[${[...listed, ...fromEnvironment.map((one) => `...(${one})`)].join(', ')}]`;
    return Object.entries(all).map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  }

  /** A variable of the environment may be missing, or a path: then it lists nothing. */
  #originOf(value: string, isMissing: boolean) {
    const isMaybe = this.#typescript && isMissing;
    return `/^https?:/.test(${isMaybe ? `${value} ?? ${this.#style.quoted('')}` : value}) ? [new URL(${value}${isMaybe ? '!' : ''}).origin] : []`;
  }
}
