// What the `<script>` files give a page: the root's exports as one object, `ClerkFetch`.

import * as ClerkFetch from './index.ts';

Object.assign(globalThis, { ClerkFetch });
