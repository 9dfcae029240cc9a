// Pages, `<base href>`, `baseUrl` and rules to try inputs with.

const PAGES = ['https://foo.com/app/', 'https://foo.com/app/', 'https://foo.com:8443/', 'http://foo.com/', 'http://localhost:3000/', 'http://app.localhost/', 'http://127.0.0.1:3000/x', 'http://[::1]/', 'https://[2001:db8::1]/', 'https://10.0.0.1/', 'https://foo.com./', 'https://b\u00fccher.example/', 'file:///home/x.html', 'data:text/html,x', 'about:blank', 'capacitor://localhost/'];
const BASES = ['https://evil.com/d/', 'https://foo.com/deep/er/', 'https://foo.com.evil.com/', 'http://foo.com/', 'https://user@foo.com/', 'https://cdn.foo.com/', 'data:,x', 'file:///x/', 'ws://foo.com/', 'custom://foo.com/d/'];
const BASE_URLS = ['https://api.foo.com', 'https://api.foo.com/v1', 'https://api.foo.com/v1/', 'https://api.foo.com:8443/v1', 'http://api.lan/', 'http://localhost:3000/api', 'https://[2001:db8::1]/v1', 'https://b\u00fccher.example/v1', 'HTTPS://API.foo.com:443/v1', 'https://127.1/', 'https://foo.com/a b//', 'https://api.foo.com/a/../v1', 'https://foo.com.'];
const DOMAINS = ['foo.com', 'api.foo.com', 'b\u00fccher.example', 'xn--bcher-kva.example', 'FOO.com', 'foo.com.', 'dev.localhost', 'a.b.c', 'fa\u00df.de', 'co.uk'];
const EXACT_ONLY = ['localhost', '127.0.0.1', '0x7f.1', '[::1]', '[2001:DB8::1]', '10.0.0.1', 'api.lan', '\uff46oo.com'];
const RULE_PORTS = ['', '', '', ':443', ':80', ':8443', ':3000', ':08443'];

const originOf = (href) => {
  const { origin, protocol, host } = new URL(href);
  return protocol === 'capacitor:' ? `${protocol}//${host}` : origin;
};

/** A rule in its parts, so that a judge need not read it. */
function makeRule({ pick, once }) {
  const wildcard = once(2);
  const scheme = once(4) ? 'http' : 'https';
  const domain = !wildcard && once(3) ? pick(EXACT_ONLY) : pick(DOMAINS);
  const port = pick(RULE_PORTS);
  return { wildcard, scheme, domain, port, text: `${scheme}://${wildcard ? '*.' : ''}${domain}${port}${once(6) ? '/' : ''}` };
}

function makePage({ pick, once }) {
  if (once(4)) return undefined;
  const href = pick(PAGES);
  const base = once(3) ? pick(BASES) : href;
  return { href, base, origin: once(20) ? 'null' : originOf(href) };
}

/** One set-up, and what most of its inputs are about. */
export function makeSetup(dice) {
  const { below, pick, once } = dice;
  const page = makePage(dice);
  const baseUrl = once(2) ? pick(BASE_URLS) : undefined;
  const rules = Array.from({ length: below(4) }, () => makeRule(dice));
  const subdomain = ({ wildcard, domain }) => (wildcard && !once(4) ? pick(['a.', 'b.c.', 'evil.com.']) : '') + domain;
  const listed = rules.map((rule) => ({ ...rule, host: subdomain(rule) }));
  const named = [page?.href, page?.base, baseUrl].filter((href) => href && /^http/i.test(href));
  const hosts = [...named.map((href) => new URL(href).host), ...listed.map(({ host }) => host), 'foo.com'];
  const origins = [...named.map((href) => new URL(href).origin), ...listed.map(({ scheme, host, port }) => `${scheme}://${host}${port}`)];
  return { page, baseUrl, rules, anonymous: once(4), hosts, origins };
}
