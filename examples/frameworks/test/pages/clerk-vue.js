import { computed, shallowRef } from 'vue';
import { clerk } from './clerk.js';

const userId = shallowRef(clerk.user?.id ?? null);
clerk.addListener(({ user }) => (userId.value = user?.id ?? null));
export const useAuth = () => ({ isSignedIn: computed(() => userId.value !== null) });
