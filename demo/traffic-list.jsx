// What travelled, newest first.
import { useSyncExternalStore } from 'react';

export function TrafficList() {
  const { subscribe, snapshot } = window.demoTraffic;
  const entries = useSyncExternalStore(subscribe, snapshot);
  return (
    <>
      <h2 id="traffic-title">What travelled</h2>
      <p>
        Requests to the API, and the tokens that clerk-js asked for, newest first. Preflights are the browser&rsquo;s
        own and are not listed; the token itself is never shown.
      </p>
      {entries.length === 0 ? <p>Nothing yet.</p> : <Table entries={entries} />}
    </>
  );
}

function Table({ entries }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-labelledby="traffic-title">
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">To</th>
            <th scope="col">Request</th>
            <th scope="col">Status</th>
            <th scope="col">Token</th>
            <th scope="col">Replay</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ number, kind, method, url, status, tokenId, replay }) => (
            <tr key={number} data-kind={kind} data-replay={replay} data-status={status}>
              <td>{number}</td>
              <td>{kind}</td>
              <td>
                <code>
                  {method} {url}
                </code>
              </td>
              <td className={/^[45]|failed/.test(status) ? 'error' : undefined}>{status}</td>
              <td>{kind === 'API' ? (tokenId ? 'carried' : 'none') : ''}</td>
              <td>{replay ? 'yes' : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
