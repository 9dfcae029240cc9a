import { useClerkQuery } from 'clerk-fetch/react-query';

console.log(useClerkQuery);
