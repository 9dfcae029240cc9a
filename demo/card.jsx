// A card and its rows: which call, by which function, and what came back.

export function Card({ system, title, from, code, rows }) {
  const titleId = `title-${system}`;
  return (
    <article className="card" data-system={system} aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <p className="from">
        <code>{from}</code>
      </p>
      <pre>
        <code>{code}</code>
      </pre>
      {rows.map((row) => (
        <Row key={row.path} {...row} />
      ))}
    </article>
  );
}

function Row({ path, via, data, error, signedOut }) {
  const state = signedOut ? 'signed out' : error ? 'error' : data ? 'ok' : 'waiting';
  return (
    <div
      className="row"
      data-via={via}
      data-state={state}
      data-user={state === 'ok' ? (data.userId ?? data.owner) : ''}
    >
      <h3>
        <code>{path}</code> <code>{via}</code>
      </h3>
      <Answer state={state} data={data} error={error} />
    </div>
  );
}

function Answer({ state, data, error }) {
  if (state === 'error')
    return (
      <p className="error">
        {error.code ?? error.name}: {error.message}
      </p>
    );
  if (state !== 'ok') return <p>{state}</p>;
  if (data.items)
    return (
      <ul>
        {data.items.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
    );
  return (
    <p>
      {data.userId} in {data.orgId ?? 'no organization'}
    </p>
  );
}
