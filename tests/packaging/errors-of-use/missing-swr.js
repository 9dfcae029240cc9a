import { useClerkSWR } from 'clerk-fetch/swr';

console.log(useClerkSWR);
