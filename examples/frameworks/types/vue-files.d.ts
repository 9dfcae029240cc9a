// The components of Vue, for a compiler that does not read them.
declare module '*.vue' {
  import type { Component } from 'vue';
  const component: Component;
  export default component;
}
