import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type IdentityProvider = {
  issuer: string;
  /** What the next to sign in is. */
  person: { subject: string; claims: Record<string, unknown> };
  /** Goes through sign-in and consent as a browser would. @returns where it is sent back to. */
  follow(url: string): Promise<string>;
  close(): Promise<void>;
};

/** A real OpenID Connect provider on loopback, with one client. */
export async function openIdentityProvider(redirect: string): Promise<IdentityProvider> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self = {
    issuer,
    person: { subject: 'nobody', claims: {} as Record<string, unknown> },
    follow,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'nanokurs',
        client_secret: 'a secret of the test, long enough',
        redirect_uris: [redirect],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['upn'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...self.person.claims }),
    }),
  });
  server.on('request', provider.callback());

  async function follow(start: string): Promise<string> {
    const cookies = new Map<string, string>();
    let url = start;
    let form: Record<string, string> | undefined;
    for (let step = 0; step < 15; step++) {
      const answer: Response = await fetch(url, {
        method: form === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
        cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location !== null) {
        url = new URL(location, url).href;
        form = undefined;
        if (url.startsWith(redirect)) return url;
        continue;
      }
      const markup = await answer.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(markup)?.[1];
      if (prompt === undefined) throw new Error(`The provider says: ${markup}`);
      const { subject } = self.person;
      form = prompt === 'login' ? { prompt, login: subject, password: 'x' } : { prompt };
      url = new URL(/action="([^"]+)"/.exec(markup)?.[1] ?? '', url).href;
    }
    throw new Error('The provider sends nobody back.');
  }
  return self;
}
