import * as clerkFetch from 'clerk-fetch';
import { outcomeOf } from '../../probe.mjs';

export default defineEventHandler((event) => outcomeOf(clerkFetch, getRequestURL(event)));
