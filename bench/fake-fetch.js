// What stands in for the network: a `fetch` that answers at once, so that what is left is the caller's own cost.

const VALUE = { id: 1, title: 'x'.repeat(40), done: false };
const TEXT = JSON.stringify(VALUE);
const HEADERS = { 'Content-Type': 'application/json' };

const respond = () => new Response(TEXT, { status: 200, headers: HEADERS });

/** One response for all calls; whoever asks for its class takes it for a `Response`. */
const fakeResponse = (json) => {
  const { headers, body } = respond();
  const fields = { status: 200, ok: true, statusText: '', type: 'basic', redirected: false, bodyUsed: false, url: '', headers, body };
  const light = Object.assign(Object.create(Response.prototype, shadows(fields)), fields);
  light.json = json;
  light.text = async () => TEXT;
  light.clone = () => light;
  return light;
};

/** `Response.prototype` has getters only: the fields must be of its own. */
const shadows = (fields) => {
  const names = [...Object.keys(fields), 'json', 'text', 'clone'];
  return Object.fromEntries(names.map((name) => [name, { value: undefined, writable: true, enumerable: true, configurable: true }]));
};

const reused = (json) => {
  const light = fakeResponse(json);
  return async () => light;
};

/**
 * `light`: one reused fake response, whose JSON is there. `light-json`: the same, and its `json()` parses: some callers
 * read the text and parse it themselves. `response`: a new `Response` with a JSON body each time.
 */
const ANSWERS = {
  light: () => reused(async () => VALUE),
  'light-json': () => reused(async () => JSON.parse(TEXT)),
  response: () => async () => respond(),
};

const authorizationOf = (input, init) => new Headers(init?.headers ?? input.headers).get('Authorization');

/** A JWT in shape: what is signed is of no account to a client. */
const encoded = (value) => btoa(JSON.stringify(value)).replaceAll('=', '');
export const TOKEN = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded({ sub: 'user_1', sid: 'sess_1', pad: 'x'.repeat(400) })}.${'s'.repeat(342)}`;

export const getToken = async () => TOKEN;

/**
 * Takes the place of `globalThis.fetch`, before any caller is loaded: some keep the one that they find.
 * `fetches()` is how many calls came; `recorded(action)` gives what was sent meanwhile.
 */
export const installFetch = (answer) => {
  const answers = ANSWERS[answer]();
  let count = 0;
  let record;
  globalThis.fetch = (input, init) => {
    count++;
    record?.push({ url: input.url ?? String(input), authorization: authorizationOf(input, init) });
    return answers();
  };
  return {
    fetches: () => count,
    async recorded(action) {
      const sent = (record = []);
      const given = await action().finally(() => (record = undefined));
      return { sent, given };
    },
  };
};

/** Throws unless a caller sends the token, once, and gives what it says that it gives. */
export const check = async (fake, { name, gives, call }, url) => {
  const { sent, given } = await fake.recorded(() => call(url));
  const [{ authorization, url: asked } = {}] = sent;
  if (sent.length !== 1 || authorization !== `Bearer ${TOKEN}` || asked !== url) {
    throw new Error(`${name} did not send the token once to ${url}: ${sent.length} requests, to ${asked}`);
  }
  const value = gives === 'JSON' ? (given.data ?? given) : await given.json();
  if (value.title !== VALUE.title) throw new Error(`${name} gave something else than ${gives}`);
};
