// Runs one case with one kind of `fetch` and tells what there was to observe; the same in a page and in Node.

/** What an error is to those who catch it. Its words are not part of the promise. */
export const describeError = (error) => {
  if (Object(error) !== error) return { thrown: String(error) };
  const kind = ['DOMException', 'TypeError', 'SyntaxError', 'RangeError', 'Error'].find((name) => error instanceof globalThis[name]);
  return { thrown: error.name, kind, ...(error.code && { code: error.code }) };
};

const read = async (response) => {
  try {
    return await response.text();
  } catch (error) {
    return describeError(error);
  }
};

/** A response as its reader sees it. */
export const describe = async (response) => ({
  status: response.status,
  statusText: response.statusText,
  ok: response.ok,
  type: response.type,
  url: response.url,
  redirected: response.redirected,
  contentType: response.headers.get('content-type'),
  hasBody: response.body !== null,
  body: await read(response),
});

/** The case itself could not be run: no observation. */
class Broken extends Error {}
const broken = (cause) => {
  throw new Broken('the server that shows what arrived did not answer', { cause });
};

let runs = 0;
const rejections = [];

/** To be called once, before the first case. */
export function watchRejections() {
  const note = (reason) => rejections.push(describeError(reason));
  if (globalThis.process?.on) process.on('unhandledRejection', note);
  else addEventListener('unhandledrejection', ({ reason }) => note(reason));
}

/** Those since the last time: a platform tells of them in a task after the microtasks. */
async function unhandledRejections() {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise((resume) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resume(port1.close());
      port2.postMessage(null);
    });
  }
  return rejections.splice(0);
}

/** Runs all cases of an area, natively and with ours, one after the other. */
export async function observeAll(cases, kinds, where) {
  const seen = {};
  for (const [name, body] of Object.entries(cases)) {
    seen[name] = {};
    for (const [kind, fetch] of Object.entries(kinds)) seen[name][kind] = await observe(body, fetch, where);
  }
  return seen;
}

/** A case that takes longer than this hangs; the others are still to be seen. */
const LIMIT = 15_000;

const limited = (promise) => {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT, 'it hangs')));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** What the case gave, as JSON, with the parts that are of this run only taken out. */
async function observe(body, fetch, { origin, other, run }) {
  const id = `${run}-${++runs}`;
  const { nativeFetch: native } = globalThis;
  const at = (base) => (path) => `${base}${path}${path.includes('?') ? '&' : '?'}id=${id}`;
  const result = (input, init) => fetch(input, init).then(describe);
  const context = {
    fetch,
    result,
    /** What the server saw of a request. */
    seen: async (input, init) => (await fetch(input, init)).json(),
    url: at(origin),
    other: at(other),
    origin,
    id,
    /** Resolves when the server has seen the request `arrived` or `closed`. */
    noted: (what) => context.ask(at(origin)(`/noted?what=${what}`)),
    count: () => context.ask(at(origin)('/count')),
    /** With the platform's own, whatever is tried. */
    ask: (url) => native(url, { cache: 'no-store' }).then((answer) => answer.json()).catch(broken),
    native,
    error: describeError,
    outcome: (promise) => promise.then(describe, describeError),
  };
  let value;
  try {
    value = { value: await limited(body(context)) };
  } catch (error) {
    if (error instanceof Broken) throw error;
    value = { rejected: describeError(error) };
  }
  const unhandled = await unhandledRejections();
  if (unhandled.length) value.unhandled = unhandled;
  const text = JSON.stringify(value, (_, part) => (part === undefined ? 'undefined' : part));
  return text.replaceAll(id, 'ID').replaceAll(origin, 'ORIGIN').replaceAll(other, 'OTHER');
}
