// Hermes' command line has no native side; as React Native's new architecture announces itself.
global.RN$Bridgeless = true;
