// `clerk-fetch/react`: defaults for a tree of components, and fetch functions that live as long as their component.

import { createContext, createElement, useContext, useMemo, useState } from 'react';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { useMade } from './latest.ts';
import { useStable } from './stable.ts';

const SHARED = /* @__PURE__ */ Symbol.for('clerk-fetch.defaults');

/** The context of the defaults, one for each React: two copies of this package in a page have the same. */
const defaults = () => {
  const contexts = (globalThis[SHARED] ??= new WeakMap());
  if (!contexts.has(createContext)) contexts.set(createContext, createContext(undefined));
  return contexts.get(createContext);
};

/** Field by field, the inner wins; its `clerk` also wins over the outer's `getToken`. */
const merged = (outer, inner) => {
  if (Object(inner) !== inner) return inner === undefined ? outer : inner;
  return { ...outer, ...(inner.clerk && { getToken: undefined }), ...inner };
};

export const useClerkFetchOptions = (options) => {
  const outer = useContext(defaults());
  const inner = useStable(options);
  return useMemo(() => merged(outer, inner), [outer, inner]);
};

export const ClerkFetchProvider = ({ options, children }) => {
  const value = useClerkFetchOptions(options);
  useMade(createAuthenticatedFetch, value);
  return createElement(defaults().Provider, { value }, children);
};

const delegate = (made) => {
  const authenticatedFetch = (...args) => made.current(...args);
  authenticatedFetch.json = (...args) => made.current.json(...args);
  authenticatedFetch.headers = (...args) => made.current.headers(...args);
  return authenticatedFetch;
};

export const useAuthenticatedFetch = (options) => {
  const made = useMade(createAuthenticatedFetch, useClerkFetchOptions(options));
  return useState(() => delegate(made))[0];
};

export const useFetch = (options) => useAuthenticatedFetch(options).json;
