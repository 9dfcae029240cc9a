export default { testMatch: ['**/*.jest.test.ts'] };
