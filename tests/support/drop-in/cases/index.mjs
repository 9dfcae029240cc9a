// All cases, by area. Those of a page need one.
import { abort } from './abort.mjs';
import { args } from './args.mjs';
import * as page from './page.mjs';
import { address, redirect, response } from './received.mjs';
import { body, headers, method } from './sent.mjs';

export const everywhere = { arguments: args, method, headers, body, response, redirect, address, abort };
export const inPages = { ...everywhere, ...page };
