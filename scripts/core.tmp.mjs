import { readFileSync } from 'node:fs';
const text = readFileSync('scripts/lib/compile.mjs','utf8').replace("  remake(DOCTOR, DOCTOR_INPUTS, tools, makeDoctor);\n  remake(TYPES, CORE_INPUTS, tools, makeTypes);\n",'');
import { writeFileSync } from 'node:fs';
writeFileSync('scripts/lib/compile.tmp.mjs', text);
const { compile } = await import('./lib/compile.tmp.mjs');
compile();
