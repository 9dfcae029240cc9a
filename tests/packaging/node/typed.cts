import clerkFetch = require('clerk-fetch');

export const api: clerkFetch.AuthenticatedFetch = clerkFetch.createAuthenticatedFetch();
