// One project, two builds: as Next.js is without `cacheComponents`, and with it, which alone builds pages with `use cache`.
const cacheComponents = process.env.NEXT_DIST === '.next-components';

export default { distDir: process.env.NEXT_DIST, cacheComponents, pageExtensions: ['tsx', 'ts', ...(cacheComponents ? ['cached.tsx'] : [])] };
