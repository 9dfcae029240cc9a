// The fourth card, without a framework: window.Clerk, and window.ClerkFetch from one script tag.
// Clerk itself is loaded by the React half of this page, which says so with `demo:clerk`.
(() => {
  const { apiUrl } = window.DEMO;
  const rows = document.getElementById('plain-rows');
  const authenticatedFetch = window.ClerkFetch.createAuthenticatedFetch({ baseUrl: apiUrl });
  const CALLS = ['/me', '/todos'];
  let shownFor = null;
  let turn = 0;

  window.addEventListener('demo:clerk', () => window.Clerk.addListener(refreshOnChange));
  window.addEventListener('demo:again', () => refresh());
  show(CALLS.map((path) => ({ path, state: 'waiting' })));

  function refreshOnChange({ session }) {
    const identity = session ? `${session.id} ${session.lastActiveOrganizationId}` : '';
    if (identity === shownFor) return;
    shownFor = identity;
    show(CALLS.map((path) => ({ path, state: session ? 'waiting' : 'signed out' })));
    refresh();
  }

  async function refresh() {
    turn += 1;
    const mine = turn;
    if (!window.Clerk?.session) return;
    const answers = await Promise.all(CALLS.map(call));
    if (mine === turn) show(answers);
  }

  async function call(path) {
    try {
      return { path, state: 'ok', data: await authenticatedFetch.json(`${path}?via=script`) };
    } catch (error) {
      return { path, state: 'error', error };
    }
  }

  function show(answers) {
    rows.replaceChildren(...answers.map(row));
  }

  function row({ path, state, data, error }) {
    const element = document.createElement('div');
    element.className = 'row';
    Object.assign(element.dataset, {
      via: 'ClerkFetch.createAuthenticatedFetch',
      state,
      user: data?.userId ?? data?.owner ?? '',
    });
    const heading = document.createElement('h3');
    heading.append(code(path), ' ', code('createAuthenticatedFetch'));
    element.append(heading, body(state, data, error));
    return element;
  }

  function body(state, data, error) {
    if (data?.items) {
      const list = document.createElement('ul');
      list.append(
        ...data.items.map(({ title }) => Object.assign(document.createElement('li'), { textContent: title })),
      );
      return list;
    }
    const line = document.createElement('p');
    if (error) line.className = 'error';
    line.textContent = data
      ? `${data.userId} in ${data.orgId ?? 'no organization'}`
      : error
        ? `${error.code ?? error.name}: ${error.message}`
        : state;
    return line;
  }

  function code(text) {
    return Object.assign(document.createElement('code'), { textContent: text });
  }
})();
