// Tests that stand in for Clerk: they may fail once the code has changed.

const MOCK = /(?:\b(?:vi|jest|mock|mocks|td|sinon|t)\s*\.\s*(?:mock|doMock|unstable_mockModule|setMock|module|replaceEsm|replace|spyOn|stub)|\bproxyquire|\brewiremock)\s*(?:<[^<>\n]{0,80}>)?\(\s*(?:import\(\s*)?['"`]@clerk\/[\w/-]+['"`]/;
const MOCKED_GLOBAL = /(?:\b(?:window|globalThis|global|self)(?:\s+as\s+\w+\))?\s*\.\s*Clerk\s*=[^=]|stubGlobal\(\s*['"`]Clerk['"`])/;
const IS_TEST = /(^|[\\/])(__tests__|__mocks__|tests?|spec|e2e)[\\/]|\.(test|spec|cy|stories)\.\w+$/;
const IS_TEST_SET_UP = /(jest|vitest|test)[\w.-]*(setup|config)|setup-?(jest|vitest|tests?)/i;

/** Where a file stands in for Clerk. */
export interface Mock {
  line: number;
  /** It replaces Clerk's hooks; else the page's `Clerk`. */
  isHook: boolean;
  message: string;
}

export const mockIn = (file: string, text: string): Mock | undefined => {
  const found = MOCK.exec(text) ?? (IS_TEST.test(file) || IS_TEST_SET_UP.test(file) ? MOCKED_GLOBAL.exec(text) : null);
  const isFolder = /(^|[\\/])__mocks__[\\/]@clerk[\\/]/.test(file);
  if (!found && !isFolder) return undefined;
  const line = found ? text.slice(0, found.index).split('\n').length : 1;
  const isHook = isFolder || /@clerk/.test(found?.[0] ?? '');
  return { line, isHook, message: isHook ? 'this replaces Clerk\'s hooks, and the changed code no longer calls `useAuth`: a test that needs this passes before and fails after' : "this replaces the page's `Clerk`, and the changed code waits until a Clerk has loaded: a test that needs this passes before and may fail after" };
};

