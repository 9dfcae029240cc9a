// A server of ours under a name of the internet's: TLS with a certificate of its own, and the flags that lead Chromium to it.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { request as requestOf } from 'node:http';
import { createServer } from 'node:https';
import { listen, stop } from './http.mjs';

const der = (tag, ...parts) => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts) => der(0x30, ...parts);
const time = (text) => der(0x17, Buffer.from(text));

/** 1.2.840.10045.4.3.2: ECDSA with SHA-256. */
const ALGORITHM = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
/** 2.5.4.3: a common name. */
const NAME = sequence(der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('clerk-fetch tests')))));

/** The smallest certificate (X.509, version 1) that signs itself. */
function certificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const facts = sequence(der(0x02, Buffer.from([1])), ALGORITHM, NAME, sequence(time('240101000000Z'), time('491231235959Z')), NAME, spki);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', facts, privateKey));
  const cert = `-----BEGIN CERTIFICATE-----\n${sequence(facts, ALGORITHM, signature).toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }), digest: createHash('sha256').update(spki).digest('base64') };
}

/** What passes requests on to another server; `arrives` may change a request, and `leaves` the headers of its answer. */
export const passingTo = (url, { arrives, leaves } = {}) => (request, response) => {
  arrives?.(request);
  const onward = requestOf(new URL(request.url, url), { method: request.method, headers: request.headers }, (answer) => {
    leaves?.(answer.headers);
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
};

/** Puts TLS and a name before each listener: `{ 'api.foo.com': (request, response) => … }`. `flags` are Chromium's. */
export async function serveHttps(hosts) {
  const { cert, key, digest } = certificate();
  const opened = [];
  const rules = [];
  for (const [host, listener] of Object.entries(hosts)) {
    const server = createServer({ cert, key }, listener);
    const { port } = new URL(await listen(server));
    opened.push(server);
    rules.push(`MAP ${host} 127.0.0.1:${port}`);
  }
  return {
    flags: [`--host-resolver-rules=${rules.join(', ')}`, `--ignore-certificate-errors-spki-list=${digest}`],
    close: () => Promise.all(opened.map(stop)),
  };
}
