// One project, two builds: each bundler's in a folder of its own.
export default { distDir: process.env.NEXT_DIST };
