// No user sees another's data with TanStack Query, by the hook and by `clearOnIdentityChange`.
import { matrix } from './identity/matrix.mjs';

matrix('query');
