// Clients of a REST API.
import axiosLibrary from 'axios';
import kyLibrary from 'ky';
import { describe } from 'node:test';
import { createFetch } from 'ofetch';
import createClient from 'openapi-fetch';
import { up } from 'up-fetch';
import * as axios from '../axios.ts';
import * as ky from '../ky.ts';
import * as ofetch from '../ofetch.ts';
import * as openapiFetch from '../openapi-fetch.ts';
import { handler } from '../servers/rest.ts';
import { codeOfCause, promises } from './suite.mjs';

/** up-fetch reads it itself, and hands it to `fetch` with all else. */
const TODO = { '~standard': { version: 1, vendor: 'test', validate: ({ userId, title }) => ({ value: { userId, title } }) } };

describe('openapi-fetch', () =>
  promises({
    handler,
    library: 'openapi-fetch',
    libraries: { createClient },
    ...openapiFetch,
    call: async (client, init) => {
      const params = { path: { id: 1 } };
      return (await client.POST('/todos/{id}', { params, body: { title: 'Milk' }, ...init })).data;
    },
  }));

describe('ky', () =>
  promises({
    handler,
    library: 'ky',
    libraries: { ky: kyLibrary },
    ...ky,
    call: (client, init) => client.post('todos/1', { json: { title: 'Milk' }, ...init }).json(),
  }));

describe('ofetch', () =>
  promises({
    handler,
    library: 'ofetch',
    libraries: { createFetch },
    ...ofetch,
    call: (client, init) => client('/todos/1', { method: 'POST', body: { title: 'Milk' }, ...init }),
    codeOf: codeOfCause,
  }));

describe('up-fetch', () =>
  promises({
    handler,
    library: 'up-fetch',
    libraries: { up },
    call: (client, init) => client('/todos/1', { method: 'POST', body: { title: 'Milk' }, schema: TODO, ...init }),
  }));

describe('axios', () =>
  promises({
    handler,
    library: 'axios',
    libraries: { axios: axiosLibrary },
    ...axios,
    call: async (client, init) => (await client.post('/todos/1', { title: 'Milk' }, init)).data,
    codeOf: codeOfCause,
  }));
