// Who gets the token, once more: from the contract's words and the platform's `URL`, without a line of the package.

/** `scheme://host[:port]`. */
const originOf = ({ protocol, host }) => `${protocol}//${host}`;

const isWeb = (url) => (url.protocol === 'https:' || url.protocol === 'http:') && url.host !== '';

/** `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`. */
const isLoopback = ({ hostname }) => /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** What a rule lists: one origin, or all that end in a suffix behind at least one more character. */
function readRule({ wildcard, scheme, domain, port }) {
  const url = new URL(`${scheme}://${wildcard ? 'x.' : ''}${domain}${port}`);
  if (!wildcard) return (other) => originOf(other) === originOf(url);
  const suffix = url.host.slice(1);
  return (other) => other.protocol === url.protocol && other.host.endsWith(suffix) && other.host.length > suffix.length;
}

/** The URL that an input names: to `fetch`, or appended to `baseUrl`. Throws where there is none. */
function destination(input, { page, base }) {
  if (!base) return new URL(input, page?.base);
  const seen = input.replace(/^[\0-\x20]+/, '');
  if (/^[a-z][a-z0-9+.-]*:/i.test(seen.replace(/[\t\n\r]/g, ''))) return new URL(input);
  const { origin, pathname } = base;
  if (/^([?#]|$)/.test(seen)) return new URL(origin + pathname + seen);
  return new URL(`${origin}${pathname.replace(/\/$/, '')}/${seen.replace(/^[\0-\x20/\\]+/, '')}`);
}

/** What `judge` needs of a set-up, read once. */
export const readSetup = ({ page, baseUrl, rules, anonymous }) => ({
  page,
  base: baseUrl === undefined ? undefined : new URL(baseUrl),
  listed: rules.map(readRule),
  anonymous,
});

/** What must become of an input: `{ expect: 'token' | 'bare' | 'refused' | 'type_error', url }`. */
export function judge(input, setup) {
  let url;
  try {
    url = destination(input, setup);
  } catch {
    return { expect: 'type_error' };
  }
  if (url.username || url.password) return { expect: 'refused' };
  const { page, base, listed, anonymous } = setup;
  const isPage = originOf(url) === page?.origin && (url.protocol === 'https:' || isLoopback(url));
  const isBase = base !== undefined && originOf(url) === originOf(base);
  const gets = isWeb(url) && (isPage || isBase || listed.some((lists) => lists(url)));
  if (gets) return { expect: 'token', url: url.href };
  return anonymous ? { expect: 'bare', url: url.href } : { expect: 'refused' };
}
