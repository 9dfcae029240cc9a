import { useFetch } from 'clerk-fetch/react';

console.log(useFetch);
