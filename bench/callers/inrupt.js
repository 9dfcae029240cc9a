// It is given a token, not a function that gives one: what asking for it costs is spared.
import { buildAuthenticatedFetch } from '@inrupt/solid-client-authn-core';

export const gives = 'Response';

export const make = (_, token) => buildAuthenticatedFetch(token);
