// Every entry's own declarations, checked themselves (`skipLibCheck: false`), as ES modules.
export * as root from 'clerk-fetch';
export * as noWasm from 'clerk-fetch/no-wasm';
export * as react from 'clerk-fetch/react';
export * as swr from 'clerk-fetch/swr';
export * as query from 'clerk-fetch/query';
export * as reactQuery from 'clerk-fetch/react-query';
export * as testing from 'clerk-fetch/testing';
export * as debug from 'clerk-fetch/debug';
export * as doctor from 'clerk-fetch/doctor';
