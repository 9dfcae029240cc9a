import { createAuthenticatedFetch } from 'clerk-fetch';

export const gives = 'Response';

export const make = (options) => createAuthenticatedFetch(options);
