// As in an app of Clerk's: @clerk/expo brings this URL.
import './shell';
import 'react-native-url-polyfill/auto';
import './platform';
import './call';
