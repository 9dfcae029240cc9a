// A small project in strict TypeScript, with Clerk's own types: the compiler finds as little after `clerk-fetch migrate` as before.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';

const FOLDER = join(ROOT, 'build', 'migrate-types');

const hooks = (pkg) => `import { useAuth } from '${pkg}';
import { useCallback, useEffect, useState } from 'react';
import useSWR from 'swr';
import { useQuery, useMutation } from '@tanstack/react-query';

export interface Todo { id: number; title: string }

export function useApi() {
  const { getToken } = useAuth();
  return useCallback(async <T,>(path: string, init: RequestInit = {}): Promise<T> => {
    const token = await getToken();
    const res = await fetch(\`https://api.foo.com\${path}\`, { ...init, headers: { ...init.headers, Authorization: \`Bearer \${token}\` } });
    if (!res.ok) throw new Error(\`HTTP \${res.status}\`);
    return res.json() as Promise<T>;
  }, [getToken]);
}
export function useTodos(id: string) {
  const { getToken, isSignedIn } = useAuth();
  return useQuery({ queryKey: ['todos', id], enabled: isSignedIn, queryFn: async ({ signal }): Promise<Todo[]> => {
    const res = await fetch(\`/api/todos/\${id}\`, { signal, headers: { Authorization: \`Bearer \${await getToken()}\` } });
    if (!res.ok) throw new Error('Network response error');
    return res.json();
  } });
}
export function useTitles() {
  const auth = useAuth();
  const fetcher = async (url: string) => {
    const res = await fetch(url, { headers: { Authorization: \`Bearer \${await auth.getToken()}\` } });
    return (await res.json()) as Todo[];
  };
  return useSWR<Todo[]>('/api/todos', fetcher, { revalidateOnFocus: false });
}
export function useAdd() {
  const { getToken } = useAuth();
  return useMutation({ mutationFn: async (todo: Omit<Todo, 'id'>) => {
    const token = await getToken({ template: 'api' });
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (token) headers.Authorization = \`Bearer \${token}\`;
    const res = await fetch('/api/todos', { method: 'POST', headers, body: JSON.stringify(todo) });
    return (await res.json()) as Todo;
  } });
}
export function List({ initial }: { initial: Todo[] }) {
  const { getToken, userId } = useAuth();
  const [todos, setTodos] = useState(initial);
  const [error, setError] = useState<string>();
  useEffect(() => {
    const controller = new AbortController();
    (async () => {
      try {
        const res = await fetch('/api/todos', { signal: controller.signal, headers: { Authorization: \`Bearer \${await getToken()}\` } });
        if (res.status === 401) return setError('Please sign in');
        setTodos(await res.json());
      } catch (e) {
        if (!(e instanceof Error) || e.name !== 'AbortError') setError(String(e));
      }
    })();
    return () => controller.abort();
  }, [getToken]);
  const remove = async (id: number) => {
    const opts: RequestInit = { method: 'DELETE', headers: { Authorization: \`Bearer \${await getToken()}\` } };
    await fetch(\`/api/todos/\${id}\`, opts);
  };
  return <ul>{error}{userId}{todos.map((t) => <li key={t.id} onClick={() => remove(t.id)}>{t.title}</li>)}</ul>;
}
`;

const page = `declare global { interface Window { Clerk?: { session?: { getToken(): Promise<string | null> } } } }
export async function save(title: string) {
  const token = await window.Clerk?.session?.getToken();
  const headers = new Headers({ 'X-A': '1' });
  if (token) headers.set('Authorization', \`Bearer \${token}\`);
  const res = await fetch('/api/save', { method: 'POST', headers, body: title });
  return res.ok;
}
`;

const types = () => spawnSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', FOLDER, '--pretty', 'false'], { cwd: FOLDER, encoding: 'utf8' }).stdout;

test('a project has no type error before, and none after', () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'node_modules'), { recursive: true });
  symlinkSync(INSTALLED, join(FOLDER, 'node_modules', 'clerk-fetch'), 'junction');
  const files = { 'hooks.tsx': hooks('@clerk/react'), 'page.ts': page };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(FOLDER, file), text);
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ extends: '../../tests/types/base.json', compilerOptions: { module: 'esnext', moduleResolution: 'bundler', noUnusedLocals: true, types: ['node'] }, include: Object.keys(files) }));
  assert.equal(types(), '');
  const { status, stdout } = spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'migrate', '.'], { cwd: FOLDER, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /, 2 files changed, 0 places left/);
  assert.equal(types(), '');
  writeFileSync(join(FOLDER, 'page.ts'), readFileSync(join(FOLDER, 'page.ts'), 'utf8').replace('authenticatedFetch(', 'authenticatedFetch(1, '));
  assert.match(types(), /^page\.ts\(/, 'the compiler looks');
});
