// clerk-fetch/doctor: a report is data, and the options of a fetcher are taken as they are.
import type { ClerkFetchOptions } from 'clerk-fetch';
import { diagnose } from 'clerk-fetch/doctor';
import type { Code, Facts, Finding, Progress, Report } from 'clerk-fetch/doctor';
import { expectTypeOf } from 'expect-type';

export async function aReport(options: ClerkFetchOptions, signal: AbortSignal) {
  const report = await diagnose(new URL('https://api.foo.com/me'), { ...options, signal, timeout: 5_000 });
  expectTypeOf(report).toEqualTypeOf<Report>();
  expectTypeOf(report.findings).toEqualTypeOf<Finding[]>();
  expectTypeOf(report.facts).toEqualTypeOf<Facts>();
  expectTypeOf(report.findings[0]!.code).toEqualTypeOf<Code>();
  expectTypeOf(report.findings[0]!.severity).toEqualTypeOf<'error' | 'warning' | 'info'>();
  const { preflight } = report.facts;
  if (preflight?.ended === 'answer') expectTypeOf(preflight.status).toEqualTypeOf<number>();
  return report.facts.token?.claims?.azp;
}

export const withProgress = () =>
  diagnose('/me', { baseUrl: 'https://api.foo.com', onProgress: (progress) => expectTypeOf(progress).toEqualTypeOf<Progress>() });

// @ts-expect-error no URL
diagnose();
// @ts-expect-error not a number
diagnose('/me', { timeout: 'soon' });
// @ts-expect-error an unknown option
diagnose('/me', { baseUlr: 'https://api.foo.com' });
