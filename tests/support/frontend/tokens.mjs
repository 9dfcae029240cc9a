// Session tokens as Clerk signs them: RS256, a key pair made at start, version 2 claims.
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function createSigner() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' });
  const kid = `ins_${createHash('sha256').update(publicKeyPem).digest('hex').slice(0, 20)}`;

  function sign(claims, { oiat }) {
    const signed = `${encode({ alg: 'RS256', cat: 'cl_B7d4PD111AAA', kid, oiat, typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  }

  return {
    publicKeyPem,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
    sign,
  };
}

/** The claims of one token. A template's token has no session claims, as Clerk's own have none. */
export function claimsFor({ user, session, organization, template, origin, issuer, lifetime, clockOffset = 0 }) {
  const iat = Math.floor(Date.now() / 1000) + clockOffset;
  const common = {
    ...(origin ? { azp: origin } : {}),
    exp: iat + lifetime,
    iat,
    iss: issuer,
    jti: randomUUID().replaceAll('-', ''),
    nbf: iat - 10,
    sub: user.id,
  };
  if (template) return { ...common, aud: template };
  return {
    ...common,
    fva: [0, -1],
    sid: session.id,
    sts: session.status,
    v: 2,
    ...(organization ? { o: organizationClaim(organization) } : {}),
  };
}

function organizationClaim({ id, role, slug }) {
  return { id, rol: role.replace(/^org:/, ''), slg: slug };
}
