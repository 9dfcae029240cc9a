// The functions that the new code calls: one `authenticatedFetch` for each hook or file, and for each set of options.

const NAMES = ['authenticatedFetch', 'clerkFetch', 'fetchWithClerk'];

export class Clients {
  #made = [];
  #names;

  constructor({ scope, style }) {
    this.style = style;
    this.#names = [...NAMES, ...Array.from({ length: 50 }, (_, index) => `${NAMES[0]}${index + 2}`)].filter((name) => !scope.names.has(name));
  }

  /** The one for a token's source and the options that its use needs. Two hooks may use the same name. */
  for(source, anonymous) {
    const options = { ...(anonymous && { signedOut: this.style.quoted('anonymous') }), ...source.options };
    const id = JSON.stringify(options);
    const found = this.#made.find((one) => one.binding === source.binding && one.id === id);
    if (found) return found;
    const name = this.#names[this.#made.filter((one) => one.binding === source.binding || !one.binding || !source.binding).length];
    const client = { binding: source.binding, id, options, name, origins: new Set(), unknown: [], requests: 0 };
    this.#made.push(client);
    return client;
  }

  get all() {
    return this.#made;
  }

  /** `{ signedOut: 'anonymous', … }` as source text; empty where there is nothing to say. */
  optionsText({ options, origins }) {
    const all = { ...options };
    if (origins.size) all.allowedOrigins = `[${[...origins].map(this.style.quoted).join(', ')}]`;
    const fields = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    return fields.length ? `{ ${fields.join(', ')} }` : '';
  }
}
