import { api, type Answer } from '../api';
import { Shown } from '../shown';

const count = async () => (await api.json<Answer>('/memo')).count;

export default async function Memo() {
  return <Shown value={await Promise.all([count(), count()])} />;
}
