import { clerkSWRFetcher } from 'clerk-fetch';

export const gives = 'JSON';

export const make = (options) => clerkSWRFetcher(options);
