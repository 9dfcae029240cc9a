// Angular: providers for `bootstrapApplication`, a query, and an interceptor for HttpClient.
import {
  HttpErrorResponse,
  provideHttpClient,
  withInterceptors,
  type HttpInterceptorFn,
} from '@angular/common/http';
import {
  provideTanStackQuery,
  QueryClient,
  injectQuery,
} from '@tanstack/angular-query-experimental';
import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import { catchError, from, switchMap } from 'rxjs';

const baseUrl = 'https://api.foo.com';
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl });

const queryClient = new QueryClient();
clearOnIdentityChange(queryClient); // once: the next user must not see this one's data

/** As a component's field: `todo = injectTodo(() => this.id())`. */
export const injectTodo = (id: () => number) =>
  injectQuery(() =>
    clerkQueryOptions<{ id: number; title: string }>(['/todos', id()], { baseUrl }),
  );

/** `HttpClient` keeps its API: the token goes only to the origins that may have it. */
export const withToken: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith(`${baseUrl}/`)) return next(request);
  const send = (token: string | null) =>
    next(
      token === null
        ? request
        : request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }),
    );
  const again = (refused: string | null) => (error: unknown) => {
    const isRefusal = error instanceof HttpErrorResponse && error.status === 401;
    if (refused === null || !isRefusal) throw error;
    return from(authenticatedFetch.token(request.url, { refused })).pipe(
      catchError((failure: unknown) => {
        // Without a new token: the 401.
        throw isClerkFetchError(failure, 'token_unavailable') ? error : failure;
      }),
      switchMap(send),
    );
  };
  return from(authenticatedFetch.token(request.url)).pipe(
    switchMap((token) => send(token).pipe(catchError(again(token)))),
  );
};

export const providers = [
  provideTanStackQuery(queryClient),
  provideHttpClient(withInterceptors([withToken])),
];
