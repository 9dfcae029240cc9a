// Who there is: users, organizations, and each browser's client record with its sessions.
import { randomUUID } from 'node:crypto';

const ENGINE = { id: 'org_engine', name: 'Analytical Engine', slug: 'analytical-engine' };
const NAVY = { id: 'org_navy', name: 'Navy Computation', slug: 'navy-computation' };

export const USERS = [
  {
    id: 'user_ada',
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@example.com',
    password: 'notes-1843',
    organizations: [
      { ...ENGINE, role: 'org:admin' },
      { ...NAVY, role: 'org:member' },
    ],
  },
  {
    id: 'user_grace',
    firstName: 'Grace',
    lastName: 'Hopper',
    email: 'grace@example.com',
    password: 'cobol-1959',
    organizations: [{ ...NAVY, role: 'org:admin' }],
  },
];

export const newId = (kind) => `${kind}_${randomUUID().replaceAll('-', '').slice(0, 16)}`;

const created = Date.UTC(2024, 0, 1);

/** Client records by the id in the `__client` cookie: one for each browser. */
export function createDirectory(users) {
  const clients = new Map();
  // A client that a test prepared before any browser came; the first one without a cookie takes it.
  let unclaimed = null;

  function add() {
    const client = { id: newId('client'), sessions: [], activeSessionId: null };
    clients.set(client.id, client);
    return client;
  }

  return {
    clients,
    add,
    find: (id) => clients.get(id) ?? null,
    claim() {
      const client = unclaimed ?? add();
      unclaimed = null;
      return client;
    },
    /** The browser that a test means when it names none: the latest. */
    latest() {
      if (!clients.size) unclaimed = add();
      return [...clients.values()].at(-1);
    },
    clear() {
      clients.clear();
      unclaimed = null;
    },
    user(idOrEmail) {
      return users.find((user) => user.id === idOrEmail || user.email === idOrEmail) ?? null;
    },
  };
}

export function createSession(user, { status = 'active', organizationId = null } = {}) {
  return { id: newId('sess'), status, organizationId, user, startedAt: Date.now(), tokens: new Map() };
}

export function addSession(client, user, options) {
  const session = createSession(user, options);
  client.sessions.push(session);
  client.activeSessionId = session.id;
  return session;
}

export function removeSession(client, sessionId) {
  client.sessions = client.sessions.filter((session) => session.id !== sessionId);
  if (client.activeSessionId === sessionId) client.activeSessionId = client.sessions.at(-1)?.id ?? null;
}

export const memberOf = (user, organizationId) =>
  user.organizations.find((organization) => organization.id === organizationId) ?? null;

export function userJson(user) {
  const emailId = `idn_${user.id}`;
  return {
    object: 'user',
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    image_url: '',
    has_image: false,
    primary_email_address_id: emailId,
    email_addresses: [
      {
        object: 'email_address',
        id: emailId,
        email_address: user.email,
        verification: { status: 'verified' },
        linked_to: [],
      },
    ],
    organization_memberships: user.organizations.map((organization) => membershipJson(user, organization)),
    created_at: created,
    updated_at: created,
  };
}

function membershipJson(user, { id, name, slug, role }) {
  return {
    object: 'organization_membership',
    id: `orgmem_${user.id}_${id}`,
    role,
    role_name: role,
    permissions: [],
    public_metadata: {},
    organization: {
      object: 'organization',
      id,
      name,
      slug,
      image_url: '',
      has_image: false,
      created_at: created,
      updated_at: created,
    },
    created_at: created,
    updated_at: created,
  };
}

/** `jwt` is the token that travels with the session: React's provider dies without one. */
export function sessionJson(session, jwt) {
  return {
    object: 'session',
    id: session.id,
    status: session.status,
    tasks: session.status === 'pending' ? [{ key: 'choose-organization' }] : null,
    last_active_organization_id: session.organizationId,
    last_active_token: { object: 'token', jwt },
    actor: null,
    factor_verification_age: [0, -1],
    user: userJson(session.user),
    public_user_data: {
      user_id: session.user.id,
      identifier: session.user.email,
      first_name: session.user.firstName,
      last_name: session.user.lastName,
    },
    last_active_at: Date.now(),
    expire_at: session.startedAt + 7 * 86_400_000,
    abandon_at: session.startedAt + 30 * 86_400_000,
    created_at: session.startedAt,
    updated_at: session.startedAt,
  };
}
