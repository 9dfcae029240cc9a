import 'svelte-clerk/env';
