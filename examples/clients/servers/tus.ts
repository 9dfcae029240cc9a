// A server of resumable uploads, by the protocol's own package: it takes files at `/files`.
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { mkdtempSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new one each time; `finished` holds how many files are there. */
export function accepting() {
  const state = { finished: 0 };
  const server = new Server({
    path: '/files',
    datastore: new FileStore({ directory: mkdtempSync(join(tmpdir(), 'tus-')) }),
    onUploadFinish: async () => {
      state.finished++;
      return {};
    },
  });
  return { state, handler: (request: IncomingMessage, response: ServerResponse) => server.handle(request, response) };
}
