// An app without @clerk/expo: React Native's own URL, and what it has of URLSearchParams.
import './bridgeless';
import { URL, URLSearchParams } from 'react-native/Libraries/Blob/URL';
import './platform';
import './call';

Object.assign(global, { URL, URLSearchParams });
