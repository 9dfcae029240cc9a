import { apiWithTimeout, type Answer } from '../api';
import { Shown } from '../shown';

const count = async () => (await apiWithTimeout.json<Answer>('/memo-timeout')).count;

export default async function Memo() {
  return <Shown value={(await Promise.all([count(), count()])).sort()} />;
}
