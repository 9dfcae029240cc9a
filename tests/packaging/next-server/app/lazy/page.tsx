import { api, type Answer } from '../api';
import { Shown } from '../shown';

export default async function Lazy() {
  return <Shown value={await api.json<Answer>('/lazy', { cache: 'no-store' })} />;
}
