// An app without @clerk/expo: React Native's own URL.
import './shell';
import './own-platform';
import './platform';
import './call';
