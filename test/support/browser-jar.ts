import type { FastifyInstance } from 'fastify';

/** A browser without a screen: keeps cookies, and sends the forms of the pages it has. */
export function createJar(app: FastifyInstance) {
  const cookies = new Map<string, string>();
  async function send(method: 'GET' | 'HEAD' | 'POST', url: string, form?: Record<string, string>) {
    const answer = await app.inject({
      method,
      url,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
    });
    for (const { name, value, maxAge } of answer.cookies) {
      if (value === '' || maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
  return {
    cookies,
    get: (url: string) => send('GET', url),
    head: (url: string) => send('HEAD', url),
    post: (url: string, form: Record<string, string>) => send('POST', url, form),
    /** Opens a page and sends the form on it that leads to `action`, with these values in it. */
    async submit(url: string, action: string, values: Record<string, string> = {}) {
      const { body } = await send('GET', url);
      return send('POST', action, { ...fieldsOf(body, action), ...values });
    },
  };
}

/** Names and values of the hidden fields of a page's form. */
export function fieldsOf(markup: string, action: string): Record<string, string> {
  const form = markup
    .split('<form ')
    .find((part) => part.includes(`action="${action}"`))
    ?.split('</form>')[0];
  if (form === undefined) throw new Error(`No form leads to ${action}: ${markup}`);
  const hidden = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...hidden].map((match) => [match[1], unescaped(match[2] ?? '')]));
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return named[name] ?? all;
    return String.fromCodePoint(
      decimal === undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10),
    );
  });
}
