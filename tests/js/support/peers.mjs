// `PEERS=<folder> node --import ./tests/js/support/peers.mjs --test …`: React, SWR and TanStack Query are those of that folder's
// node_modules, for all who import them.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const loader = `
const PEER = /^(react|react-dom|scheduler|swr|use-sync-external-store|@tanstack\\/[a-z-]+)(\\/|$)/;
let from;
export const initialize = (parent) => void (from = parent);
export const resolve = (specifier, context, next) =>
  next(specifier, PEER.test(specifier) && !context.parentURL?.startsWith(from.folder) ? { ...context, parentURL: from.file } : context);
`;
const folder = pathToFileURL(`${process.env.PEERS}/`).href;
register(`data:text/javascript,${encodeURIComponent(loader)}`, { data: { folder, file: `${folder}package.json` } });
