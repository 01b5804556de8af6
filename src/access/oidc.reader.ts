import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Config } from '../platform/config.ts';
import { type OidcClaims, verifiedAddress } from './oidc-address.ts';

/** What the browser keeps while its person is at the provider. */
export type OidcStart = {
  state: string;
  nonce: string;
  verifier: string;
  next?: string | undefined;
};

export type OidcSignIn = {
  /** Where to send the browser, and what to keep in a cookie until it is back. */
  begin(redirect: string, next: string | undefined): Promise<{ url: string; start: OidcStart }>;
  /**
   * Who came back. Undefined for `address` where the provider vouches for none.
   * @throws whatever is wrong with the answer: state, nonce, signature, code.
   */
  finish(url: string, start: OidcStart): Promise<{ address: string | undefined; subject: string }>;
};

const startSchema = z.object({
  state: z.string().min(20),
  nonce: z.string().min(20),
  verifier: z.string().min(20),
  next: z.string().optional(),
});

export function writeOidcStart(start: OidcStart): string {
  return Buffer.from(JSON.stringify(start)).toString('base64url');
}

export function readOidcStart(cookie: string | undefined): OidcStart | undefined {
  if (cookie === undefined || cookie.length > 3_000) return undefined;
  try {
    return startSchema.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Sign-in by OpenID Connect, authorization code flow with PKCE, state and nonce. Undefined where
 * none is set. The provider is asked for its addresses at first use, so that the service starts
 * without it.
 */
export function createOidcSignIn(
  config: Pick<
    Config,
    | 'OIDC_ISSUER'
    | 'OIDC_CLIENT_ID'
    | 'OIDC_CLIENT_SECRET'
    | 'OIDC_ADDRESS_CLAIM'
    | 'OIDC_ADDRESS_TRUSTED'
  >,
): OidcSignIn | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret } = config;
  if (issuer === undefined || id === undefined || secret === undefined) return undefined;
  const settings = { claim: config.OIDC_ADDRESS_CLAIM, trusted: config.OIDC_ADDRESS_TRUSTED };
  let known: Promise<oidc.Configuration> | undefined;
  const provider = () => {
    known ??= discover(issuer, id, secret).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async begin(redirect, next) {
      const start: OidcStart = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        next,
      };
      const url = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirect,
        scope: 'openid email profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(start.verifier),
        code_challenge_method: 'S256',
        state: start.state,
        nonce: start.nonce,
      });
      return { url: url.href, start };
    },
    async finish(url, start) {
      const configuration = await provider();
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(url), {
        pkceCodeVerifier: start.verifier,
        expectedState: start.state,
        expectedNonce: start.nonce,
        idTokenExpected: true,
      });
      const claims: OidcClaims = tokens.claims() ?? {};
      const subject = String(claims.sub);
      const more = await userInfo(
        configuration,
        tokens.access_token,
        subject,
        claims,
        settings.claim,
      );
      return {
        address: verifiedAddress(more, settings),
        subject: `${String(claims.iss)} ${subject}`,
      };
    },
  };
}

async function discover(issuer: string, id: string, secret: string): Promise<oidc.Configuration> {
  const insecure = new URL(issuer).protocol === 'http:';
  return oidc.discovery(
    new URL(issuer),
    id,
    { client_secret: secret, [oidc.clockTolerance]: 60 },
    undefined,
    insecure ? { execute: [oidc.allowInsecureRequests] } : undefined,
  );
}

/** The claims that hold the address: those of the ID token, or else, all together, those of userinfo. */
async function userInfo(
  configuration: oidc.Configuration,
  token: string,
  subject: string,
  claims: OidcClaims,
  claim: string,
): Promise<OidcClaims> {
  if (claim in claims || configuration.serverMetadata().userinfo_endpoint === undefined)
    return claims;
  return { ...(await oidc.fetchUserInfo(configuration, token, subject)) };
}
