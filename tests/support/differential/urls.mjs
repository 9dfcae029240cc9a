// Inputs that look like URLs: a grammar of real spellings and of attacks, then mutations by the character.

const SCHEMES = ['https:', 'https:', 'https:', 'http:', 'http:', 'HTTPS:', 'hTtP:', 'wss:', 'ws:', 'ftp:', 'file:', 'data:', 'blob:https:', 'javascript:', 'about:', 'filesystem:https:', 'x:', 'https', ' https:', '\thttps:', 'ht\ntps:', '\0https:', 'https\t:', 'httpsx:', 'mailto:'];
const SLASHES = ['//', '//', '//', '//', '//', '/', '', '\\\\', '/\\', '\\/', '///', '/\t/', '/\n/', '////', ' //'];
const USERS = ['', '', '', '', '', '', '', '', 'user@', 'user:pw@', ':@', '@', ':pw@', 'foo.com@', 'foo.com:443@', '@@', 'a%40b@', 'é@'];
const PORTS = ['', '', '', '', '', '', ':443', ':80', ':8443', ':3000', ':', ':0443', ':00080', ':0', ':65535', ':65536', ':x', ':-1', ':4\t43', ': 443', ':443:443'];
const PATHS = ['', '/', '/x', '/x/y', '\\x', '/..', '/../x', '//evil.com', '/@evil.com', '/%2e%2e/x', '/a b', '/é', '/.', '/x?y#z', '?q=1', '#h', '?', '#', '/\\evil.com', '/x@foo.com', '/https://foo.com', '/:443', '?@evil.com', '\\@evil.com', ' ', '/%', '/[', '/\u{1f600}'];
const RELATIVE = ['', '?q=1', '#h', 'todos', '/todos', './x', '../x', '../../x', '//evil.com', '//foo.com/x', '/\\evil.com', '\\\\evil.com', '@evil.com', '.evil.com', ':8443/x', 'a:b', 'x/a:b', '1:2', '/a:b', '\t//evil.com', '/\t/evil.com', ' ', '\u00a0//evil.com', '\ufeffhttps://evil.com', '[::1]', '%2f%2fevil.com', 'https:evil.com', 'https:/evil.com', 'https:', '//', '///evil.com', '/..//evil.com', 'x?y=https://evil.com', 'java\nscript:x', 'c:\\x', '\u0001//evil.com', '&x', '*'];
const HOSTS = ['foo.com', 'api.foo.com', 'a.b.foo.com', 'evil.com', 'evilfoo.com', 'foo.com.evil.com', 'foo.com.', 'foo.co', 'localhost', 'app.localhost', 'localhost.evil.com', 'b\u00fccher.example', 'xn--bcher-kva.example', 'a.b\u00fccher.example', 'fa\u00df.de', 'f\u043eo.com', '\uff46oo.com', 'foo\u3002com', 'fo\u00ado.com', 'fo\u200do.com', '*.foo.com', '', 'foo..com', '.foo.com', '%66oo.com', 'foo%2ecom', 'foo.com%00', 'api.lan'];
const IPV4 = ['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0x7f000001', '0177.0.0.1', '017700000001', '127.0.0.1.', '127.0.0.256', '10.0.0.1', '167772161', '0', '1.2.3.4.5', '127.255.255.255', '\uff11\uff12\uff17.0.0.1', '127.0.0.08'];
const IPV6 = ['[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[2001:db8::1]', '[2001:DB8:0::1]', '[::1%25eth0]', '[::', '::1', '[::1].evil.com', '[::0.0.0.1]'];

/** What mutations put in: what URL parsers drop, map, refuse or split at. */
const ALPHABET = [
  ...'/\\?#@:.%*[]|^<>{}"`\'&=+~,;!$()-_ aAzZ09xX',
  ...'\t\n\r\0\x01\x0b\x1f\x7f\x85\xa0\xad\xb7\xdf\xe9',
  ...'\u0130\u0131\u017f\u0301\u034f\u03bf\u043e\u05d0\u1e9e\u200b\u200c\u200d\u2024\u2028\u202e\u2044\u2060\u20ac\u2100\u212a\u2215\u2460\u2488\u3000\u3002\ufe0f\ufeff',
  ...'\uff05\uff0a\uff0e\uff0f\uff11\uff1a\uff20\uff21\uff3c\uff61\ufffd',
  '\ud800', '\udc00', '\u{1f600}', '\u{1d453}', '%2e', '%2f', '%5c', '%40', '%00', '%ff', '..', '//', 'xn--', '.evil.com', '@evil.com', '\\@', 'https://', '0x', '::',
];

const hostOf = ({ pick, once }, hosts) => {
  if (once(6)) return pick(IPV4);
  if (once(10)) return pick(IPV6);
  const host = once(3) ? pick(HOSTS) : pick(hosts);
  if (once(6)) return pick(['a.', 'x.y.', 'evil', 'evil-', '*.', '.', 'xn--']) + host;
  if (once(8)) return host + pick(['.', '.evil.com', 'm', '%2e', '\u3002', '.com', '\u00ad']);
  return host;
};

const absolute = (dice, hosts) => {
  const { pick } = dice;
  return pick(SCHEMES) + pick(SLASHES) + pick(USERS) + hostOf(dice, hosts) + pick(PORTS) + pick(PATHS);
};

/** What an honest page would write. */
const honest = ({ pick, once }, origins) => pick(origins) + (once(3) ? pick(PATHS) : '/x');

const mutated = ({ below, pick, once }, text) => {
  const at = below(text.length + 1);
  const end = Math.min(text.length, at + 1 + (once(4) ? below(4) : 0));
  switch (below(7)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + pick(ALPHABET) + text.slice(end);
    case 2:
      return text.slice(0, at) + text.slice(at, end).toUpperCase() + text.slice(end);
    case 3:
      return text.slice(0, at) + String.fromCharCode(once(3) ? below(0x10000) : below(0x100)) + text.slice(at);
    case 4:
      return text.slice(0, at) + text.slice(below(text.length + 1), end) + text.slice(at);
    default:
      return text.slice(0, at) + pick(ALPHABET) + text.slice(at);
  }
};

/** One input; `hosts` and `origins` are those of the set-up, which most inputs are about. */
export function makeInput(dice, { hosts, origins }) {
  const { below, pick, once } = dice;
  let text = once(3) ? pick(RELATIVE) : once(3) && origins.length ? honest(dice, origins) : absolute(dice, hosts);
  if (once(40)) text += absolute(dice, hosts);
  const mutations = once(2) ? 0 : 1 + below(3);
  for (let count = 0; count < mutations; count++) text = mutated(dice, text);
  return text;
}
