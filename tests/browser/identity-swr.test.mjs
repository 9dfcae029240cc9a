// No user sees another's data with SWR, by the hook and by `clearOnIdentityChange`.
import { matrix } from './identity/matrix.mjs';

const failing = ({ mode, hook, scope }) => mode === 'persisted' || (mode === 'previous' && !hook && scope === 'own');

matrix('swr', failing);
