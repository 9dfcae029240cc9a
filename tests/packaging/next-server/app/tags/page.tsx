import { api, type Answer } from '../api';
import { Shown } from '../shown';

export default async function Tags() {
  const request = new Request(`${process.env.API_URL}/tags`);
  const response = await api(request, { cache: 'force-cache', next: { tags: ['todos'] } });
  return <Shown value={(await response.json()) as Answer} />;
}
