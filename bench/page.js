// The same in a page, which leaves its result in `outcome`: what WebDriver asks for.
import { perCall } from './per-call.js';

const scenario = JSON.parse(decodeURIComponent(location.hash.slice(1)));
perCall(scenario, (name) => import(`/callers/${name}.js`)).then(
  (result) => (globalThis.outcome = { result }),
  (error) => (globalThis.outcome = { error: `${error?.stack ?? error}` }),
);
