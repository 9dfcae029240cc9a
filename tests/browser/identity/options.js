// The options that all of the page's exports share.
import { send } from './gate.js';

export const options = { baseUrl: new URLSearchParams(location.search).get('api'), fetch: send };
