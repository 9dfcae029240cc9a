// What hey-api generates from a description of the API, which asks for a bearer token: each time a client of its own.
import { createClient } from '@hey-api/openapi-ts';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const FOLDER = fileURLToPath(new URL(`../../../build/recipes/hey-api-${process.pid}`, import.meta.url));
const todo = { type: 'object', properties: { userId: { type: 'string' }, title: { type: 'string' } } };
const json = (schema) => ({ content: { 'application/json': { schema } } });
const SPEC = {
  openapi: '3.1.0',
  info: { title: 'To-dos', version: '1' },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  security: [{ bearer: [] }],
  paths: {
    '/todos/{id}': {
      post: {
        operationId: 'rename',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        requestBody: json(todo),
        responses: { 200: { description: 'The to-do', ...json(todo) } },
      },
    },
  },
};

let generated;
async function generate() {
  mkdirSync(FOLDER, { recursive: true });
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(FOLDER, 'node_modules'), 'junction');
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }\n');
  await createClient({ input: SPEC, output: join(FOLDER, 'api'), logs: { level: 'silent' } });
}

let made = 0;
/** `{ client, rename }` */
export async function generatedClient() {
  await (generated ??= generate());
  const { client } = await import(pathToFileURL(join(FOLDER, 'api', 'client.gen.ts')).href);
  const { rename } = await import(pathToFileURL(join(FOLDER, 'api', 'sdk.gen.ts')).href);
  return { client, rename };
}
