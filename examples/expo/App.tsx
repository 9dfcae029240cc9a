// Expo: the `react-native` condition brings the core as JavaScript, since Hermes has no WebAssembly. A native app has
// no origin of its own: `baseUrl` says who gets the token.
import { ClerkProvider, useAuth } from '@clerk/expo';
import { tokenCache } from '@clerk/expo/token-cache';
import { isClerkFetchError } from 'clerk-fetch';
import { ClerkFetchProvider, useFetch } from 'clerk-fetch/react';
import { useState } from 'react';
import { Button, Text, View } from 'react-native';

const options = { baseUrl: 'https://api.foo.com', timeout: 15_000, retry: 2 };

export default function App() {
  return (
    <ClerkProvider publishableKey="pk_test_…" tokenCache={tokenCache}>
      <ClerkFetchProvider options={options}>
        <Todos />
      </ClerkFetchProvider>
    </ClerkProvider>
  );
}

function Todos() {
  const { isSignedIn } = useAuth();
  const fetchJson = useFetch();
  const [text, setText] = useState('');
  const load = () =>
    fetchJson('/todos').then(
      (todos) => setText(`${todos.length} to do`),
      (error: unknown) =>
        setText(isClerkFetchError(error, 'offline') ? 'No network' : String(error)),
    );
  return (
    <View>
      <Button title="Load" disabled={!isSignedIn} onPress={load} />
      <Text>{text}</Text>
    </View>
  );
}
