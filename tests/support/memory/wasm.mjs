// Knows the linear memories of all instances that are made after it was imported, in Node and in a page.

const memories = [];

// Their exports have short names.
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = Reflect.construct(target, args);
    memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
    return instance;
  },
});

/** The bytes of all of them. */
export const wasmBytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
