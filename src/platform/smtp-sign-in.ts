import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { z } from 'zod';
import type { Config } from './config.ts';
import type { SmtpAddress } from './smtp-url.ts';

/** Signs a fresh connection in, where the relay wants that; rejects with the relay's words and leaves closing to the caller. */
export type SmtpSignIn = (connection: SMTPConnection, relay: SmtpAddress) => Promise<void>;

type OauthSettings = Pick<
  Config,
  | 'SMTP_OAUTH_TOKEN_URL'
  | 'SMTP_OAUTH_CLIENT_ID'
  | 'SMTP_OAUTH_CLIENT_SECRET'
  | 'SMTP_OAUTH_SCOPE'
  | 'SMTP_OAUTH_USER'
  | 'MAIL_FROM'
>;

/** OAuth client credentials where they are set, the password in SMTP_URL where there is one, else nothing. */
export function createSmtpSignIn(config: OauthSettings): SmtpSignIn {
  const tokens = clientCredentials(config);
  return async (connection, relay) => {
    if (tokens !== undefined) {
      const user = config.SMTP_OAUTH_USER ?? bareAddress(config.MAIL_FROM);
      const { token, expires } = await tokens.get();
      const oauth2 = new XOAuth2({ user, accessToken: token, expires });
      return login(connection, { method: 'XOAUTH2', user, oauth2 }).catch((error: unknown) => {
        // It may have been withdrawn before its time.
        tokens.forget();
        throw error;
      });
    }
    if (relay.user !== undefined)
      return login(connection, { user: relay.user, pass: relay.password ?? '' });
  };
}

function login(connection: SMTPConnection, auth: Parameters<SMTPConnection['login']>[0]) {
  return new Promise<void>((resolve, reject) => {
    connection.login(auth, (error) => (error ? reject(error) : resolve()));
  });
}

/** `Name <a@b.se>` or `a@b.se` to the address alone. */
export function bareAddress(mailbox: string): string {
  return /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();
}

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().default(3600),
});
const tokenDeadline = 15_000;
/** A token is renewed this long before it ends, so that none runs out in a conversation. */
const spareMilliseconds = 5 * 60_000;

/** OAuth 2.0 client credentials grant (RFC 6749 section 4.4); one token serves all connections. */
function clientCredentials(config: OauthSettings) {
  const {
    SMTP_OAUTH_TOKEN_URL: url,
    SMTP_OAUTH_CLIENT_ID: id,
    SMTP_OAUTH_CLIENT_SECRET: secret,
  } = config;
  if (url === undefined || id === undefined || secret === undefined) return undefined;
  type Token = { token: string; expires: number };
  let current: Token | undefined;
  let asking: Promise<Token> | undefined;

  async function ask(form: Record<string, string>, endpoint: string): Promise<Token> {
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(tokenDeadline),
    });
    const answer = tokenAnswer.safeParse(await response.json().catch(() => undefined));
    if (!response.ok || !answer.success)
      throw new Error(
        `The token endpoint answered ${response.status} without a token. Check SMTP_OAUTH_CLIENT_ID, SMTP_OAUTH_CLIENT_SECRET and SMTP_OAUTH_SCOPE.`,
      );
    current = {
      token: answer.data.access_token,
      expires: Date.now() + answer.data.expires_in * 1000,
    };
    return current;
  }

  const form = {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    scope: config.SMTP_OAUTH_SCOPE,
  };
  return {
    async get(): Promise<Token> {
      if (current !== undefined && current.expires - spareMilliseconds > Date.now()) return current;
      // Connections that open at once wait for the same answer.
      asking ??= ask(form, url).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget() {
      current = undefined;
    },
  };
}
