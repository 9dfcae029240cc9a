// Outside of React, such as in a background task.
import { getClerkInstance } from '@clerk/expo';
import { createAuthenticatedFetch } from 'clerk-fetch';

export const createApi = () =>
  createAuthenticatedFetch({
    clerk: getClerkInstance(),
    baseUrl: 'https://api.foo.com',
  });
