// SDKs that bring an `Authorization` of their own.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as anthropic from '../anthropic.ts';
import * as openai from '../openai.ts';
import * as rest from '../servers/rest.ts';
import { codeOfCause, promises, world } from './suite.mjs';

for (const [name, { connect }] of Object.entries({ OpenAI: openai, Anthropic: anthropic })) {
  describe(name, () => {
    promises({
      handler: rest.handler,
      connect,
      call: (client, options) => client.post('/todos/1', { body: { title: 'Milk' }, ...options }),
      codeOf: codeOfCause,
    });

    test('sends no key of its own', async (t) => {
      const { server, authenticatedFetch, clerk } = await world(t, rest.handler);
      await connect(server.url, authenticatedFetch).post('/todos/1', { body: { title: 'Milk' } });
      const [{ headers }] = server.arrived;
      assert.equal(headers.authorization, `Bearer ${await clerk.session.getToken()}`);
      assert.equal(headers['x-api-key'], undefined);
    });
  });
}
