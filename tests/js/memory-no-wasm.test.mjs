// The translation to JavaScript, whose memory is the engine's own, leaves nothing behind either.
import { promiseFlatMemory } from '../support/memory/promises.mjs';
import { measuring } from './support/measure-memory.mjs';

promiseFlatMemory('Node, no-wasm', { measure: measuring('clerk-fetch/no-wasm'), leak: 20, wasm: false });
