// Random programs that send Clerk's token, from a grammar: where the token comes from, guards, headers, wrappers, branches for errors,
// interceptors, callbacks and hooks of other libraries. Each exports `run` or one hook, so that it can be put to use.

const SOURCES = [
  { kind: 'hook', set: ({ more }) => `const { getToken${more} } = useAuth();`, call: 'getToken', from: 'useAuth' },
  { kind: 'hook', set: () => 'const auth = useAuth();', call: 'auth.getToken', from: 'useAuth' },
  { kind: 'hook', set: () => 'const { session } = useSession();', call: 'session?.getToken', from: 'useSession' },
  { kind: 'hook', set: () => 'const { session } = useClerk();', call: 'session?.getToken', from: 'useClerk' },
  { kind: 'page', set: () => '', call: 'window.Clerk.session.getToken' },
  { kind: 'page', set: () => '', call: 'globalThis.Clerk?.session?.getToken' },
  { kind: 'page', set: () => '', call: 'window.Clerk.session?.getToken' },
  { kind: 'page', set: () => '', call: 'getToken', from: 'getToken' },
  { kind: 'page', set: () => '', call: 'tokenGetter?.', getter: true },
];

const URLS = ["'/api/todos'", "'/api/public'", "'https://api.foo.com/todos'", '`/api/todos/${id}`', '`${API}/todos`', "API + '/todos'"];

/** How a token is taken into a variable, or `undefined` where it is asked for in the header itself. */
const TOKENS = [
  () => undefined,
  (call) => `const token = await ${call};`,
  (call) => `let token = await ${call};`,
  (call) => `const token = (await ${call}) ?? null;`,
  (call) => `const token = (await ${call}) || '';`,
  (call, { plain }) => (plain ? `const token = await ${call}.catch(() => null);` : `const token = await ${call};`),
  (call) => `const token = MODE === 'on' ? await ${call} : null;`,
  (call, { noId }) => (noId ? `const token = await ${call};` : `const token = id === 7 ? await ${call} : null;`),
  (call, { noId }) => (noId ? `const token = await ${call};` : `const token = !id || id !== 8 ? undefined : await ${call};`),
  (call) => `let token;\nif (MODE === 'on') token = await ${call};`,
  (call) => `let token = null;\nif (MODE !== 'off') {\n  token = await ${call};\n}`,
];

const COMMENTS = ['', '', '', ' // the token', ` /*${'/'.repeat(36)} */`, ' // note: see the wiki', ' /* c */', ` ${'//'.repeat(18)}`];

const HEADERS = [
  (value, comment) => `{ headers: { Authorization: ${value}${comment.startsWith(' //') ? `,${comment}\n` : comment} }INIT }`,
  (value) => `{ headers: { 'X-Own': '1', Authorization: ${value} }INIT }`,
  (value, comment) => `{\n  headers: {\n    // who asks\n    'Authorization': ${value},${comment}\n    Accept: 'text/plain',\n  }INIT,\n}`,
  (value) => `{ headers: new Headers({ Authorization: ${value} })INIT }`,
];

/** Guards that need a variable. */
const GUARDED = [
  (value) => `{ headers: { ...(token && { Authorization: ${value} }), Accept: '*/*' }INIT }`,
  (value) => `{ headers: token ? { Authorization: ${value} } : undefinedINIT }`,
  (value) => `{ headers: { ...(token ? { Authorization: ${value} } : {}) }INIT }`,
  (value) => `{ headers: { Accept: '*/*', Authorization: token ? ${value} : '' }INIT }`,
];

const INITS = ['', '', ", method: 'POST', body: 'x'", ", credentials: 'include'"];

/** What becomes of an answer. */
const ANSWERS = [
  (call) => `return ${call}.then((res) => res.json());`,
  (call) => `const res = await ${call};\nreturn res.json();`,
  (call) => `const res = await ${call};\nif (!res.ok) throw new Error('Network response error');\nreturn res.json();`,
  (call) => `const res = await ${call};\nif (!res.ok) throw new Error(\`HTTP \${res.status}\`);\nconst data = await res.json();\nreturn data;`,
  (call) => `const res = await ${call};\nif (!res.ok) throw new Error('Prices are not available right now.');\nreturn res.json();`,
  (call) => `const res = await ${call};\nif (res.status === 401) return 'Please sign in';\nreturn [res.status, await res.json()];`,
  (call) => `return ${call}\n  .then((res) => res.json())\n  .then((d) => (d.error ? ['bad', d.error] : ['good', d.items]));`,
  (call) => `const data = await ${call}.then((r) => r.json());\nif ('error' in data) return { failed: data.error };\nreturn data;`,
  (call) => `const { ok, status } = await ${call};\nreturn ok ? 'fine' : status;`,
  (call) => `return ${call};`,
  (call) => `return await ${call};`,
  (call) => `return ${call}.catch(() => 'lost');`,
  (call) => `const res = await ${call}.catch((error) => ({ ok: false, gone: true }));\nreturn res.gone ? 'gone' : res.json();`,
  (call) => `const seen = [];\n${call};\nseen.push('sent');\nreturn seen;`,
  (call) => `try {\n  const res = await ${call};\n  return await res.json();\n} catch {\n  return 'failed';\n}`,
  (call) => `const [res] = await Promise.all([${call}, 1]);\nreturn res.status;`,
  (call) => `const res = await ${call};\nswitch (res.status) {\n  case 200:\n    return 'fine';\n  case 401:\n    return 'sign in';\n  default:\n    return (await res.json()).message;\n}`,
  (call) => `return ${call}.then(async (res) => {\n  if (!res.ok) throw new Error((await res.json()).error);\n  return res.json();\n});`,
  (call) => `return ${call}.then((res) => res.json()).then(({ items }) => items ?? 'none');`,
  (call) => `mark('ahead');\nconst res = await ${call};\nmark('behind');\nreturn res.status;`,
  (call) => `const sent = ${call};\nconst res = await sent;\nmark('behind');\nreturn res.json();`,
];

/** Two requests with one token, or with headers in common. */
const TWICE = [
  (call) => `const token = await ${call};\nconst headers = { Authorization: \`Bearer \${token}\` };\nconst one = await fetch('/api/todos', { headers });\nconst two = await fetch('/api/public', { method: 'POST', headers });\nreturn [one.ok, two.ok];`,
  (call) => `const init = { headers: { Authorization: \`Bearer \${await ${call}}\`, Accept: '*/*' } };\nawait fetch('/api/todos', init);\nreturn fetch('/api/public', init);`,
  (call) => `const token = await ${call};\nawait fetch('/api/todos', { headers: { Authorization: \`Bearer \${token}\` } });\nreturn token ? fetch('/api/public', { headers: { Authorization: \`Bearer \${token}\` } }) : fetch('/api/public');`,
  (call) => `let token;\ntry {\n  token = await ${call};\n} catch {}\nreturn fetch('/api/todos', { headers: { Authorization: \`Bearer \${token}\` } });`,
  (call) => `const token = await ${call};\nconst headers = {};\nif (token) {\n  headers.Authorization = \`Bearer \${token}\`;\n}\nreturn fetch('/api/public', { headers });`,
];

const EARLY = ['', '', '', '', "if (!token) return 'nobody';\n", "if (!token) throw new Error('Sign in first');\n"];

const indent = (text, by = '  ') => text.split('\n').map((line) => (line ? by + line : line)).join('\n');

/** The statements of a function that makes one request. */
function request(random, source, { url = random.pick(URLS), noEarly } = {}) {
  const call = source.getter ? 'tokenGetter?.()' : `${source.call}(${random.below(5) ? '' : "{ template: 'api' }"})`;
  const token = random.pick(TOKENS)(call, { plain: !source.call.includes('?.'), noId: noEarly });
  const value = token ? random.pick(['`Bearer ${token}`', "'Bearer ' + token", '`Bearer ${token}`']) : `\`Bearer \${await ${call}}\``;
  const extra = random.pick(INITS);
  const shape = random.below(10);
  const lines = [];
  if (token) lines.push(token);
  const early = token && !noEarly ? random.pick(EARLY) : '';
  let init;
  if (token && shape < 3) init = random.pick(GUARDED)(value).replace('INIT', extra);
  else if (token && shape === 3) {
    lines.push('const headers = new Headers();', `if (token) headers.set('Authorization', ${value});`);
    init = `{ headers${extra} }`;
  } else if (token && shape === 5) {
    lines.push(`const headers = token ? { Authorization: ${value} } : {};`);
    init = `{ headers${extra} }`;
  } else if (shape === 4) {
    lines.push(`const headers = { Accept: '*/*', Authorization: ${value} };`);
    init = `{ headers${extra} }`;
  } else init = random.pick(HEADERS)(value, random.pick(COMMENTS)).replace('INIT', extra);
  const fetched = `fetch(${url}, ${init})`;
  return { before: lines.join('\n') + (lines.length ? '\n' : '') + early, fetched };
}

const plainBody = (random, source, options) => {
  if (random.below(8) === 0) return random.pick(TWICE)(source.getter ? 'tokenGetter?.()' : `${source.call}()`);
  const { before, fetched } = request(random, source, options);
  return before + random.pick(ANSWERS)(fetched);
};

const MORE = ['', '', ', isSignedIn', ', userId'];

const WRAPPERS = {
  /** A module's function. */
  page: [
    (body) => `export async function run(id = 7) {\n${indent(body)}\n}`,
    (body) => `export const run = async (id = 7) => {\n${indent(body)}\n};`,
    (body) => `const load = async (id) => {\n${indent(body)}\n};\nexport const run = () => load(7);`,
    (body) => `class Api {\n  async load(id) {\n${indent(body, '    ')}\n  }\n}\nexport const run = () => new Api().load(7);`,
    (body) => `export const run = async (id = 7) => {\n  try {\n${indent(body, '    ')}\n  } catch {\n    return 'failed';\n  }\n};`,
  ],
  /** A hook, a component, or where no hook may be. */
  hook: [
    (body, set) => `export function useIt() {\n  ${set}\n  return async (id = 7) => {\n${indent(body, '    ')}\n  };\n}`,
    (body, set) => `export const useIt = () => {\n  ${set}\n  const load = useCallback(async (id = 7) => {\n${indent(body, '    ')}\n  }, []);\n  return load;\n};`,
    (body, set) => `export function useIt() {\n  ${set}\n  const load = async (id) => {\n${indent(body, '    ')}\n  };\n  return () => load(7);\n}`,
    (body, set) =>
      `export function Screen() {\n  ${set}\n  const [text, setText] = useState('-');\n  const load = async (id = 7) => {\n${indent(body, '    ')}\n  };\n  useEffect(() => {\n    load().then((value) => setText(value?.name ?? JSON.stringify(value) ?? ''), () => setText('failed'));\n  }, []);\n  return <p>{text}</p>;\n}`,
    (body, set) => `export async function run(id = 7) {\n  ${set}\n${indent(body)}\n}`,
    (body, set) => `export function useIt() {\n  const load = async (id = 7) => {\n    ${set}\n${indent(body, '    ')}\n  };\n  return load;\n}`,
    (body, set) => `export function useIt() {\n  ${set}\n  return useReverification(async (id = 7) => {\n${indent(body, '    ')}\n  });\n}`,
  ],
};

const hooksOfOthers = (random, source) => {
  const set = source.set({ more: random.pick(MORE) });
  const { before, fetched } = request(random, source, { url: random.pick(["'/api/todos'", "'https://api.foo.com/todos'", 'url']), noEarly: true });
  const answer = random.pick(ANSWERS.slice(0, 8));
  const body = before + answer(fetched);
  const render = random.pick(['<p>{error ? "failed" : data?.name}</p>', '<p>{data?.error ?? data?.name}</p>', '<p>{data?.name}</p>']);
  const head = `export function Screen() {\n  const url = '/api/todos';\n  ${set}\n`;
  if (random.below(2)) {
    const key = random.pick(["['todos']", '[url]', "['/api/todos']", 'KEYS.todos']);
    const more = random.pick(['', '\n    staleTime: 1000,', '\n    enabled: true, // now']);
    return `${head}  const { data, error } = useQuery({\n    queryKey: ${key},\n    queryFn: async () => {\n${indent(body, '      ')}\n    },${more}\n  });\n  return ${render};\n}`;
  }
  const fetcher = `async (url) => {\n${indent(body, '    ')}\n  }`;
  return random.below(2)
    ? `${head}  const fetcher = ${fetcher};\n  const { data, error } = useSWR('/api/todos', fetcher);\n  return ${render};\n}`
    : `${head}  const { data, error } = useSWR(url, ${fetcher});\n  return ${render};\n}`;
};

const INTERCEPTORS = [
  (call) => `const token = await ${call};\nconfig.headers.Authorization = \`Bearer \${token}\`;\nreturn config;`,
  (call) => `const token = await ${call};\nif (token) config.headers.set('Authorization', 'Bearer ' + token);\nreturn config;`,
  (call) => `const token = await ${call};\nif (!token) return config;\nconfig.headers['Authorization'] = \`Bearer \${token}\`;\nreturn config;`,
  (call) => `config.headers.Authorization = \`Bearer \${await ${call}}\`;\nreturn config;`,
  (call) => `const token = await ${call};\nif (token) {\n  config.headers.Authorization = \`Bearer \${token}\`;\n}\nconfig.baseURL = 'https://foo.com';\nreturn config;`,
  (call) => `const token = await ${call};\nif (!token) throw new Error('Sign in first');\nconfig.headers.Authorization = \`Bearer \${token}\`;\nreturn config;`,
  (call) => `const token = await ${call};\nif (token) config.headers = Object.assign(config.headers, { Authorization: \`Bearer \${token}\` });\nreturn config;`,
];

const interceptor = (random, source) => {
  const call = source.getter ? 'tokenGetter?.()' : `${source.call}()`;
  const body = random.pick(INTERCEPTORS)(call);
  const created = random.pick(["{ baseURL: 'https://foo.com' }", "{ baseURL: 'https://api.foo.com', headers: { 'X-Own': '1' } }", '']);
  const where = created.includes('foo.com') ? "'/todos'" : "'https://api.foo.com/todos'";
  const use = `api.interceptors.request.use(async (config) => {\n${indent(body)}\n});`;
  const run = `api.get(${where}).then(({ data }) => data, (error) => ['failed', error.response?.status ?? null])`;
  const made = `const api = axios.create(${created});`;
  if (source.kind === 'page') return `${made}\n\n${use}\n\nexport const run = () => ${run};`;
  return `${made}\n\nexport function useIt() {\n  ${source.set({ more: '' })}\n  useEffect(() => {\n${indent(use, '    ')}\n  }, []);\n  return () => new Promise((resolve) => setTimeout(resolve, 1)).then(() => ${run});\n}`;
};

const importsOf = (code, random) => {
  const clerk = ['useAuth', 'useSession', 'useClerk', 'useReverification', 'getToken'].filter((name) => new RegExp(name === 'getToken' ? '(?<![.\\w?{] ?)getToken\\(' : `\\b${name}\\(`).test(code));
  const isGlobal = clerk.includes('getToken') && /const \{ getToken/.test(code);
  const names = clerk.filter((name) => name !== 'getToken' || !isGlobal);
  const react = ['useCallback', 'useEffect', 'useState'].filter((name) => code.includes(`${name}(`));
  const lines = [
    names.length && `import { ${names.join(', ')} } from '${random.pick(['@clerk/react', '@clerk/nextjs'])}';`,
    react.length && `import { ${react.join(', ')} } from 'react';`,
    code.includes('useSWR(') && "import useSWR from 'swr';",
    code.includes('useQuery(') && "import { useQuery } from '@tanstack/react-query';",
    code.includes('axios.') && "import axios from 'axios';",
  ].filter(Boolean);
  return lines.join('\n');
};

/** One program, as JSX without types. */
export function program(random) {
  const source = random.pick(SOURCES);
  const kind = random.below(10);
  let code;
  if (kind === 0) code = interceptor(random, source);
  else if (kind === 1 && source.kind === 'hook') code = hooksOfOthers(random, source);
  else code = random.pick(WRAPPERS[source.kind])(plainBody(random, source), source.set({ more: random.pick(MORE) }));
  const getter = source.getter ? 'let tokenGetter = null;\nexport function setTokenGetter(next) {\n  tokenGetter = next;\n}\nsetTokenGetter(clerkToken);\n' : '';
  const constants = [
    /\bAPI\b/.test(code) && "const API = 'https://api.foo.com';",
    /\bMODE\b/.test(code) && `const MODE = '${random.pick(['on', 'off'])}';`,
    /\bKEYS\b/.test(code) && "const KEYS = { todos: ['todos'] };",
  ].filter(Boolean);
  const imports = importsOf(code, random);
  return `${[imports, constants.join('\n'), getter.replace('setTokenGetter(clerkToken);\n', ''), code].filter(Boolean).join('\n\n')}\n`;
}

/** Whether a project with this program is one that uses Clerk's reverification. */
export const reverifies = (code) => code.includes('useReverification');
