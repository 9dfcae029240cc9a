import * as clerkFetch from 'clerk-fetch';
import { probe } from './probe.mjs';

console.log(JSON.stringify(await probe(clerkFetch, JSON.parse(process.env.PROBE))));
