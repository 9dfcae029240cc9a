// The `fetch` that its client gives to all that it is made of.
import { createClient } from '@supabase/supabase-js';

/** Node 20 has no `WebSocket`, which its client asks for at once. */
const realtime = { transport: class {} };

export const gives = 'Response';

export const make = ({ getToken }) => createClient('https://api.foo.com', 'key', { accessToken: getToken, realtime }).fetch;
