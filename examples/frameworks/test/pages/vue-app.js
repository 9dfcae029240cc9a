// src/main.ts and src/App.vue of docs/vue.md, as they are.
import './clerk.js';

const root = document.createElement('div');
root.id = 'app';
document.body.append(root);
await import('docs:vue.md#createApp(App)');
