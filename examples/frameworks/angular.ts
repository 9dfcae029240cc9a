// Angular: providers for `bootstrapApplication`, a query, and an interceptor for HttpClient.
import { HttpErrorResponse, provideHttpClient, withInterceptors, type HttpEvent, type HttpInterceptorFn } from '@angular/common/http';
import { provideTanStackQuery, QueryClient, injectQuery } from '@tanstack/angular-query-experimental';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import { catchError, from, switchMap, throwError, type Observable } from 'rxjs';

const baseUrl = 'https://api.foo.com';
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl });

const queryClient = new QueryClient();
clearOnIdentityChange(queryClient); // once: the next user must not see this one's data

/** In an injection context, such as a component's field: `todo = injectTodo(() => this.id())`. */
export const injectTodo = (id: () => number) =>
  injectQuery(() => clerkQueryOptions<{ id: number; title: string }>(['/todos', id()], { baseUrl }));

/** `HttpClient` keeps its API: the token goes only to the origins that may have it. */
export const withToken: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith(`${baseUrl}/`)) return next(request);
  const send = (refused?: string): Observable<HttpEvent<unknown>> =>
    from(authenticatedFetch.token(request.url, refused === undefined ? {} : { refused })).pipe(
      switchMap((token) => {
        if (token === null) return next(request);
        return next(request.clone({ setHeaders: { Authorization: `Bearer ${token}` } })).pipe(
          catchError((error: unknown) => {
            const expired = refused === undefined && error instanceof HttpErrorResponse && error.status === 401;
            return expired ? send(token) : throwError(() => error);
          }),
        );
      }),
    );
  return send();
};

export const providers = [provideTanStackQuery(queryClient), provideHttpClient(withInterceptors([withToken]))];
