import { createAuthenticatedFetch } from 'clerk-fetch';

export const gives = 'JSON';

export const make = (options) => createAuthenticatedFetch(options).json;
