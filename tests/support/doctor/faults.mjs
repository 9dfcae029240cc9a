// What goes wrong between a page and its API, each as an intercept or a knob of the protected API: what the doctor must
// find of it in a terminal, where all can be read, and in a page, where some is concluded.

/** Changes an answer's headers just before they are sent. */
const rewrite = (change) => (request, response, next) => {
  const { writeHead } = response;
  response.writeHead = (...given) => {
    change(response, request);
    return writeHead.apply(response, given);
  };
  next();
};

const onPreflight = (handle) => (request, response, next) =>
  request.method === 'OPTIONS' ? handle(request, response, next) : next();
const onCall = (handle) => (request, response, next) =>
  request.method === 'OPTIONS' ? next() : handle(request, response, next);

const answer = (status, headers = {}) => (request, response) => response.status(status).set(headers).json({ status });

/** With the CORS headers of an API that does it right. */
const readable = (status, headers) => (request, response) =>
  answer(status, {
    'Access-Control-Allow-Origin': request.get('origin') ?? '*',
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': 'x-clerk-auth-reason',
    ...headers,
  })(request, response);

const without = (...names) =>
  rewrite((response) => {
    for (const name of names) response.removeHeader(name);
  });
const onPreflightsAnswer = (change) => rewrite((response, request) => request.method === 'OPTIONS' && change(response));
const hang = () => {};
const dateShifted = (seconds) =>
  rewrite((response) => {
    response.setHeader('Date', new Date(Date.now() + seconds * 1000).toUTCString());
    response.setHeader('Access-Control-Expose-Headers', 'Date, x-clerk-auth-reason');
  });

/**
 * `terminal` and `page`: all codes, in order. `args`: more of the command line, `options` the same for a page. `url`: another
 * path than `/me`. `prepare`: what is done to the stage. Where one of both cannot have the fault, its codes are absent.
 */
export const FAULTS = {
  'no CORS at all': {
    intercept: without('Access-Control-Allow-Origin', 'Access-Control-Allow-Headers', 'Access-Control-Allow-Methods', 'Access-Control-Allow-Credentials', 'Access-Control-Max-Age', 'Access-Control-Expose-Headers'),
    terminal: ['preflight_no_origin', 'preflight_no_authorization', 'cors_missing', 'reason_not_exposed'],
    page: ['cors_missing'],
  },
  'answers that a cache may keep, without Vary: Authorization': {
    intercept: rewrite((response, request) => request.method === 'GET' && response.setHeader('Cache-Control', 'private, max-age=60')),
    terminal: ['cacheable_without_vary'],
    page: [],
  },
  'CORS for another origin': {
    intercept: rewrite((response) => response.setHeader('Access-Control-Allow-Origin', 'https://other.example')),
    terminal: ['preflight_wrong_origin', 'cors_missing'],
    page: ['cors_missing'],
  },
  'CORS headers set twice': {
    intercept: rewrite((response, request) => response.setHeader('Access-Control-Allow-Origin', [request.get('origin') ?? '*', '*'])),
    terminal: ['preflight_two_origins', 'cors_missing'],
    page: ['cors_missing'],
  },
  'any origin, with credentials': {
    args: ['--credentials'],
    options: { init: { credentials: 'include' } },
    intercept: onPreflightsAnswer((response) => response.setHeader('Access-Control-Allow-Origin', '*')),
    terminal: ['preflight_wildcard_credentials'],
    page: ['preflight_failed'],
  },
  'no credentials allowed': {
    args: ['--credentials'],
    options: { init: { credentials: 'include' } },
    intercept: onPreflightsAnswer((response) => response.removeHeader('Access-Control-Allow-Credentials')),
    terminal: ['preflight_no_credentials'],
    page: ['preflight_failed'],
  },
  'Authorization not allowed': {
    intercept: onPreflightsAnswer((response) => response.setHeader('Access-Control-Allow-Headers', 'Content-Type')),
    terminal: ['preflight_no_authorization'],
    page: ['preflight_failed'],
  },
  'headers allowed by *, with credentials': {
    args: ['--credentials'],
    options: { init: { credentials: 'include' } },
    intercept: onPreflightsAnswer((response) => response.setHeader('Access-Control-Allow-Headers', '*')),
    terminal: ['preflight_wildcard_headers'],
    page: ['preflight_failed'],
  },
  'PUT not allowed': {
    args: ['--method', 'put'],
    intercept: onPreflightsAnswer((response) => response.setHeader('Access-Control-Allow-Methods', 'GET, POST')),
    terminal: ['preflight_no_method'],
  },
  'a preflight that is not remembered': {
    intercept: onPreflightsAnswer((response) => response.removeHeader('Access-Control-Max-Age')),
    terminal: ['preflight_no_max_age'],
  },
  'authentication before CORS (401)': {
    intercept: onPreflight(answer(401)),
    terminal: ['preflight_unauthorized'],
    page: ['preflight_failed'],
  },
  'authentication before CORS (403)': {
    intercept: onPreflight(readable(403)),
    terminal: ['preflight_unauthorized'],
    page: ['preflight_failed'],
  },
  'a preflight that is redirected': {
    intercept: onPreflight(answer(308, { Location: '/me/' })),
    terminal: ['preflight_redirect'],
    page: ['preflight_failed'],
  },
  'no route for OPTIONS (404)': {
    intercept: onPreflight(answer(404)),
    terminal: ['preflight_not_routed'],
    page: ['preflight_failed'],
  },
  'no route for OPTIONS (405)': {
    intercept: onPreflight(readable(405)),
    terminal: ['preflight_not_routed'],
    page: ['preflight_failed'],
  },
  'a preflight that fails (500)': {
    intercept: onPreflight(readable(500)),
    terminal: ['preflight_status'],
    page: ['preflight_failed'],
  },
  'a preflight that hangs': {
    args: ['--timeout', '0.5'],
    options: { timeout: 1_000 },
    intercept: onPreflight(hang),
    terminal: ['preflight_status'],
    page: ['api_hangs'],
  },
  'a reason that is not exposed': {
    intercept: without('Access-Control-Expose-Headers'),
    terminal: ['reason_not_exposed'],
    page: ['reason_not_exposed'],
  },
  'a 401 without CORS': {
    intercept: rewrite((response) => response.statusCode === 401 && response.removeHeader('Access-Control-Allow-Origin')),
    terminal: ['cors_missing_on_refusal'],
    page: ['cors_missing_on_refusal'],
  },
  'an error behind the token, without CORS': {
    intercept: onCall((request, response, next) => (/^Bearer eyJ/.test(request.get('authorization')) ? answer(500)(request, response) : next())),
    terminal: ['cors_missing', 'api_fails'],
    page: ['cors_missing'],
  },
  'authorizedParties without the page': {
    knobs: { authorizedParties: ['https://other.example'] },
    terminal: ['refused_azp'],
    page: ['refused_azp'],
  },
  'keys of another Clerk instance': {
    tokenOf: 'other',
    terminal: ['refused_signature'],
    page: ['refused_signature'],
  },
  'a token that counts as expired': {
    intercept: onCall(readable(401, { 'x-clerk-auth-reason': 'token-expired' })),
    terminal: ['refused_expired'],
    page: ['refused_expired'],
  },
  "an API whose clock is behind the token's": {
    intercept: onCall(readable(401, { 'x-clerk-auth-reason': 'token-not-active-yet' })),
    terminal: ['refused_not_yet_valid'],
    page: ['refused_not_yet_valid'],
  },
  'a scope that is lacking': {
    url: '/insufficient-scope',
    terminal: ['refused_scope'],
    page: ['refused_scope'],
  },
  'a proxy that drops Authorization': {
    intercept: (request, response, next) => {
      delete request.headers.authorization;
      next();
    },
    terminal: ['refused_missing'],
    page: ['refused_missing'],
  },
  'a 401 without a reason': {
    intercept: onCall(readable(401, { 'x-clerk-auth-reason': '', 'WWW-Authenticate': 'Bearer realm="api"' })),
    terminal: ['refused_unknown'],
    page: ['refused_unknown', 'reason_not_exposed'],
  },
  'an API that fails': {
    intercept: onCall(readable(503)),
    terminal: ['api_fails'],
    page: ['api_fails'],
  },
  'a path where nothing is': { url: '/nowhere', terminal: ['api_not_found'], page: ['api_not_found'] },
  'a user who may not': { url: '/reverification', terminal: ['api_forbidden'], page: ['api_forbidden'] },
  'a status that says little': { url: '/status/409', terminal: ['api_status'], page: ['api_status'] },
  'a redirect': {
    intercept: onCall((request, response, next) =>
      request.path === '/me' ? readable(307, { Location: '/todos' })(request, response) : next(),
    ),
    terminal: ['api_redirects'],
    page: ['api_redirects'],
  },
  'a page in place of JSON': { url: '/html', terminal: ['answer_not_json', 'not_protected'], page: ['answer_not_json', 'not_protected'] },
  'a route that needs no token': { url: '/status/200', terminal: ['not_protected'], page: ['not_protected'] },
  'an API that hangs': {
    args: ['--timeout', '0.5'],
    options: { timeout: 1_000 },
    intercept: hang,
    terminal: ['api_hangs'],
    page: ['api_hangs'],
  },
  'an API that hangs with a token': {
    args: ['--timeout', '0.5'],
    options: { timeout: 1_000 },
    intercept: onCall((request, response, next) => (request.get('authorization') ? hang() : next())),
    terminal: ['api_hangs'],
    page: ['api_hangs'],
  },
  "a clock that is behind the API's": {
    intercept: dateShifted(40),
    terminal: ['clock_skew'],
    page: ['clock_skew'],
  },
  "a clock that is ahead of the API's": {
    intercept: dateShifted(-40),
    terminal: ['token_not_yet_valid', 'clock_skew'],
    page: ['token_not_yet_valid', 'clock_skew'],
  },
};

/** Switches a fault on. */
export function plant(api, { intercept, knobs }) {
  healthy(api);
  Object.assign(api.knobs, { intercept, ...knobs });
}

/** An API that the doctor has nothing to say of. */
export function healthy(api) {
  api.reset();
  api.knobs.preflightMaxAge = 600;
}
