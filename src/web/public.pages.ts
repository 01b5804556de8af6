import type { FastifyInstance } from 'fastify';
import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { publicRoute } from '../platform/route-access.ts';
import { negotiateLanguage, otherLanguage } from './language.ts';
import { accessibilityText, type Place, type PublicText, privacyText } from './public-texts.ts';
import { type Frame, page } from './shell.ts';

/** `place` is asked for each time: retention and the smallest group are settings that change. */
export type PublicDeps = { trial: Frame['trial']; place(): Promise<Place> };

const pages: readonly [path: string, text: Record<Language, (place: Place) => PublicText>][] = [
  ['/privacy', privacyText],
  ['/accessibility', accessibilityText],
];

/** `GET /privacy` and `GET /accessibility`: for everybody, without sign-in. */
export function registerPublicPages(app: FastifyInstance, deps: PublicDeps): void {
  for (const [path, text] of pages)
    app.get<{ Querystring: { lang?: string } }>(
      path,
      { schema: { hide: true }, config: publicRoute },
      async (request, reply) => {
        const language = negotiateLanguage(request.headers['accept-language'], request.query.lang);
        const place = await deps.place();
        const { title, ...content } = text[language](place);
        reply.type('text/html; charset=utf-8');
        return page({
          language,
          title,
          body: publicBody({ title, ...content }),
          organisation: place.organisation,
          trial: deps.trial,
          help: place.helpContact,
          otherLanguageUrl: `${path}?lang=${otherLanguage(language)}`,
        });
      },
    );
}

function publicBody({ title, lead, sections }: PublicText): string {
  const markup = sections.map(
    ({ heading, parts }) => html`<h2>${heading}</h2>
!${parts.map((part) => (typeof part === 'string' ? html`<p>${part}</p>` : list(part)))}`,
  );
  return html`<h1>${title}</h1>
<p class="lead">${lead}</p>
!${markup}`;
}

function list(items: readonly string[]): string {
  return html`<ul>!${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
