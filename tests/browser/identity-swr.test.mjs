// No user sees another's data with SWR, by the hook and by `clearOnIdentityChange`.
import { matrix } from './identity/matrix.mjs';

matrix('swr');
