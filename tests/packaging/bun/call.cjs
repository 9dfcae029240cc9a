const clerkFetch = require('clerk-fetch');
const { probe } = require('./probe.cjs');

probe(clerkFetch, JSON.parse(process.env.PROBE)).then((outcome) => console.log(JSON.stringify(outcome)));
