/** Gives a value back, and takes none of type `any`: that would fit every option, where an SDK's own types do not resolve. */
export const known = <T>(value: 0 extends 1 & T ? never : T) => value;
