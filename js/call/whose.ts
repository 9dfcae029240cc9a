// Whose an answer is, and whether they have left when it lands.

import { Message } from '../core/codes.ts';
import type { ClerkFetchError } from '../error.ts';
import { identityOf } from '../token/claims.ts';
import { differs, ownerOf } from '../token/identity.ts';
import { callers, variantOf } from '../token/owners.ts';
import { clerkFor, isSwitching, textOf, whoIs } from '../token/present.ts';
import { entryOf } from '../token/source.ts';
import { until } from '../wait.ts';
import type { Call } from './call.ts';
import { failed } from './failure.ts';

const presentFor = ({ client }: Call) => textOf(whoIs(clerkFor(client.clerk)));

/** Notes as whom a request is sent: what lands for somebody else rejects. Tells whose token a `getToken` gave. */
export const signed = (call: Call): string | undefined => {
  const { client, token } = call;
  call.owner ||= ownerOf(client);
  const claimed = client.getToken && token && identityOf(token);
  // On a server, one function gives the tokens of many.
  if (claimed && globalThis.window) entryOf(client).seen.set(variantOf(client.tokenOptions), (call.seen = claimed));
  return claimed;
};

/** The same for data that has an owner before the first hook is there to ask; tells that owner. */
export const noted = (call: Call): string | undefined => {
  const claimed = signed(call);
  // An unsigned token of a `getToken` is that of whom Clerk has, if anybody.
  const identity = claimed || (call.client.getToken ? (call.token && presentFor(call)) || undefined : presentFor(call));
  if (identity === undefined) return undefined;
  if (globalThis.window) callers().add(`${identity}`);
  return identity + variantOf(call.client.tokenOptions);
};

/** What a call rejects with that another began. */
export const gone = (call: Call): ClerkFetchError => failed(call, Message.IdentityChanged);

/**
 * While Clerk changes the organization, its tokens are those of the next one. Whether this call's is, though Clerk still names the
 * one before.
 */
const isAhead = ({ client, token }: Call): boolean => {
  const clerk = clerkFor(client.clerk);
  const next = clerk?.session?.lastActiveOrganizationId;
  if (client.getToken || !token || next === undefined || next === (clerk!.organization?.id ?? null)) return false;
  const who = whoIs(clerk);
  if (!who || who.organizationId === next) return false;
  const whose = identityOf(token);
  return whose === textOf({ ...who, organizationId: next }) ? !!next || !!isSwitching(clerk!) : !!isSwitching(clerk!) && whose !== textOf(who);
};

const isOther = (call: Call, there: string): boolean => differs(call.owner, there) && !(call.token && identityOf(call.token) === presentFor(call));

/**
 * Whether an answer is there that is not for who is there now. Between two sessions, and between two organizations, Clerk does not
 * say who that is: then its word is waited for.
 *
 * @throws ClerkFetchError `identity_changed` where that word does not come
 */
export const comesLate = (call: Call): boolean | Promise<boolean> => {
  const { client, owner, seen } = call;
  if (!call.answer) return false;
  const there = ownerOf(client);
  if (owner && (there ? isAhead(call) : clerkFor(client.clerk)))
    return until(() => (isAhead(call) ? '' : ownerOf(client)), call.signal!, client.tokenTimeout, () => gone(call)).then((next) => isOther(call, next));
  return isOther(call, there) || (!!seen && entryOf(client).seen.get(variantOf(client.tokenOptions)) !== seen);
};
