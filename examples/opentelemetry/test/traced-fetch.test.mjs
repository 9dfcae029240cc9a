// The real SDK with its in-memory exporter: what a call leaves there, and what the API gets to continue the trace with.
import { context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { isClerkFetchError } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createTracedFetch } from '../traced-fetch.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();

let clerk;
let api;
let requests;
beforeEach(async () => {
  clerk = createFakeClerk({ user: 'user_ada' });
  requests = [];
  api = createServer((request, response) => {
    const { ok } = clerk.verify(request.headers.authorization ?? '');
    requests.push({ ...request.headers, status: ok ? 200 : 401 });
    response.writeHead(ok ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify({ ok }));
  });
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  exporter.reset();
  api.closeAllConnections();
  api.close();
});
after(() => provider.shutdown());

const traced = (options) => createTracedFetch({ clerk, baseUrl: `http://127.0.0.1:${api.address().port}`, ...options });

/** The spans of the calls, each with its steps. */
const calls = () => {
  const spans = exporter.getFinishedSpans();
  const below = (parent) => spans.filter((span) => span.parentSpanContext?.spanId === parent.spanContext().spanId);
  return spans.filter(({ kind, name }) => kind === 2 && name !== 'mine').map((call) => ({ call, steps: below(call) }));
};
const names = (steps) => steps.map(({ name }) => name);
const millis = ([seconds, nanos]) => seconds * 1e3 + nanos / 1e6;

test('a call is a span, with the token and the request below it', async () => {
  assert.deepEqual(await traced().json('/todos?secret=1'), { ok: true });
  const [{ call, steps }, ...others] = calls();
  assert.equal(others.length, 0);
  assert.equal(call.name, 'GET');
  assert.equal(call.attributes['url.full'], `http://127.0.0.1:${api.address().port}/todos`);
  assert.equal(call.attributes['http.response.status_code'], 200);
  assert.deepEqual(names(steps), ['token', 'GET request']);
  for (const { startTime, endTime } of steps) {
    assert.ok(millis(startTime) >= millis(call.startTime) - 2 && millis(endTime) <= millis(call.endTime) + 2, 'a step is within its call');
  }
});

test('one trace over refresh and replay: both requests have the `traceparent` of the call', async () => {
  const { json } = traced({ headers: { 'x-mine': 'kept' } });
  await json('/todos');
  exporter.reset();
  requests.length = 0;
  clerk.expire();
  assert.deepEqual(await json('/todos'), { ok: true });
  const [{ call, steps }] = calls();
  assert.deepEqual(names(steps), ['token', 'GET request', 'refresh', 'GET replay']);
  assert.deepEqual(steps.map(({ attributes }) => attributes['http.response.status_code']), [undefined, 401, undefined, 200]);
  assert.deepEqual(requests.map(({ status }) => status), [401, 200]);
  const { traceId, spanId } = call.spanContext();
  for (const request of requests) {
    assert.equal(request.traceparent, `00-${traceId}-${spanId}-01`);
    assert.equal(request['x-mine'], 'kept');
  }
});

test('it hangs below the span that is active, and concurrent calls keep to their own', async () => {
  const authenticatedFetch = traced();
  await authenticatedFetch('/a');
  exporter.reset();
  clerk.expire();
  const mine = trace.getTracer('app').startSpan('mine');
  await context.with(trace.setSpan(context.active(), mine), () => Promise.all([authenticatedFetch('/a'), authenticatedFetch('/a'), authenticatedFetch.json('/b')]));
  mine.end();
  assert.equal(clerk.mints, 2, 'the refresh is shared');
  const all = calls();
  assert.equal(all.length, 3);
  for (const { call, steps } of all) {
    assert.equal(call.parentSpanContext.spanId, mine.spanContext().spanId);
    assert.deepEqual(names(steps), ['token', 'GET request', 'refresh', 'GET replay']);
  }
});

test('an error ends the span, with its code, and no span has the token', async () => {
  await clerk.signOut();
  await assert.rejects(traced()('/todos'), (error) => isClerkFetchError(error, 'signed_out'));
  const [{ call }] = calls();
  assert.equal(call.attributes['error.type'], 'signed_out');
  assert.equal(call.status.code, 2);
  clerk.signIn('user_ada');
  await traced()('/todos');
  const written = exporter.getFinishedSpans().map(({ name, attributes, status, events }) => JSON.stringify({ name, attributes, status, events }));
  assert.doesNotMatch(written.join(), /eyJ|Bearer/);
});

test('a foreign origin gets no `traceparent`', async () => {
  const other = `http://localhost:${api.address().port}`;
  await traced({ foreignOrigin: 'anonymous' })(`${other}/todos`);
  assert.equal(requests[0].traceparent, undefined);
  assert.equal(requests[0].authorization, undefined);
});
