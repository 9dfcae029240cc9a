// clerk-js by a script tag; it is the same for 5 and 6.
import { clerkJsUrl, proxyUrl, publishableKey, ready, stay } from './drive.js';

const script = document.createElement('script');
Object.assign(script, { src: clerkJsUrl, crossOrigin: 'anonymous' });
Object.assign(script.dataset, { clerkPublishableKey: publishableKey, clerkProxyUrl: proxyUrl });
script.onload = async () => {
  await window.Clerk.load({ telemetry: false, ...stay });
  ready(async (options) => window.Clerk.session?.getToken(options) ?? null);
};
document.head.append(script);
