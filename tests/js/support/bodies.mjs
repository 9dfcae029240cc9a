// Bodies of each kind that `fetch` takes, and what the API must find.
import assert from 'node:assert/strict';

/** Bytes of every value, in no short period, so that a shift or a lost chunk shows. */
export const bytesOf = (size, seed = 1) => {
  const bytes = new Uint8Array(size);
  for (let at = 0, state = seed; at < size; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
};

/** A text of so many bytes, beyond ASCII where there is room. */
export const textOf = (size) => (size < 4 ? 'x'.repeat(size) : '😀'.repeat(Math.floor(size / 4)) + 'x'.repeat(size % 4));

const view = (Kind, size) => {
  const width = Kind.BYTES_PER_ELEMENT ?? 1;
  const whole = new ArrayBuffer(size + 3 * width + 16);
  new Uint8Array(whole).set(bytesOf(whole.byteLength));
  const length = Math.floor(size / width);
  return new Kind(whole, 2 * width, length);
};
const bytesIn = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength).slice();

const same = (expected) => (request) => assert.ok(Buffer.from(expected).equals(request.body), `${request.body.length} bytes, not ${expected.length}`);

/** The parts of a multipart request, whatever its boundary. */
export async function partsOf({ body, headers }) {
  const form = await new Response(body, { headers: { 'content-type': headers['content-type'] } }).formData();
  const parts = [];
  for (const [name, value] of form) {
    parts.push(typeof value === 'string' ? [name, value] : [name, value.name, value.type, Buffer.from(await value.arrayBuffer())]);
  }
  return parts;
}

const formOf = (size) => {
  const form = new FormData();
  const bytes = bytesOf(size);
  form.append('text', 'é "quoted"\r\nsecond line');
  form.append('text', 'again');
  form.append('file', new Blob([bytes], { type: 'image/png' }), 'náme "x".png');
  form.append('file', new File(['second'], 'b.txt', { type: 'text/plain' }));
  form.append('empty', new File([], 'empty'));
  return form;
};

/** `[body, check]` for a size; `check` looks at one request as the API got it. */
export const BODIES = {
  'a string': (size) => [textOf(size), same(Buffer.from(textOf(size)))],
  'an ArrayBuffer': (size) => [bytesOf(size).buffer, same(bytesOf(size))],
  'a Uint8Array with an offset': (size) => ((body) => [body, same(bytesIn(body))])(view(Uint8Array, size)),
  'a Float64Array with an offset': (size) => ((body) => [body, same(bytesIn(body))])(view(Float64Array, size)),
  'a DataView with an offset': (size) => ((body) => [body, same(bytesIn(body))])(view(DataView, size)),
  'a Buffer of the pool': (size) => [Buffer.from(bytesOf(size)), same(bytesOf(size))],
  'a Blob': (size) => [new Blob([bytesOf(size)], { type: 'image/png' }), same(bytesOf(size))],
  'a File': (size) => [new File([bytesOf(size)], 'a.bin'), same(bytesOf(size))],
  URLSearchParams: (size) => {
    const params = new URLSearchParams([['a', textOf(size)], ['a', '&=+ é']]);
    return [params, same(Buffer.from(params.toString()))];
  },
  'FormData with files': (size) => [
    formOf(size),
    async (request) => assert.deepEqual(await partsOf(request), await partsOf(await sent(formOf(size)))),
  ],
};

/** A form as the platform itself would send it. */
async function sent(form) {
  const request = new Request('http://x.invalid/', { method: 'POST', body: form });
  return { body: Buffer.from(await request.arrayBuffer()), headers: Object.fromEntries(request.headers) };
}
