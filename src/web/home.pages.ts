import type { FastifyInstance } from 'fastify';
import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { publicRoute } from '../platform/route-access.ts';
import { negotiateLanguage, otherLanguage } from './language.ts';
import { type Frame, page } from './shell.ts';

export type HomeDeps = {
  organisation: string;
  trial: Frame['trial'];
  help: string;
  mailFrom: string;
  linkAddress(): string;
  /** Addresses to open in a trial, as path and label; none in real operation. */
  links: readonly { path: string; sv: string; en: string }[];
};

const words = {
  sv: {
    title: 'Nanokurs',
    lead: 'Korta lektioner i mejlen. Två minuter per gång, med några veckors mellanrum.',
    how: 'Så känner du igen våra mejl',
    from: 'Avsändaren är',
    links: 'Svarslänkarna leder alltid till',
    never: 'Vi frågar aldrig efter lösenord, koder eller BankID, och vi bifogar inga filer.',
    ask: 'Är du osäker? Fråga',
    signIn: 'Leder du utskick eller ansvarar för personallistan?',
    signInLink: 'Logga in',
    privacy: 'Så hanterar vi dina uppgifter',
    accessibility: 'Tillgänglighet',
    open: 'Att öppna i provkörningen',
  },
  en: {
    title: 'Nanokurs',
    lead: 'Short lessons by mail. Two minutes at a time, a few weeks apart.',
    how: 'How to recognise our mails',
    from: 'The sender is',
    links: 'The answer links always lead to',
    never: 'We never ask for passwords, codes or BankID, and we attach no files.',
    ask: 'Not sure? Ask',
    signIn: 'Do you lead campaigns or own the staff list?',
    signInLink: 'Sign in',
    privacy: 'How we handle your data',
    accessibility: 'Accessibility',
    open: 'To open in the trial',
  },
} as const;

/** `GET /`: what this service is and how to recognise its mails, without sign-in. */
export function registerHomePages(app: FastifyInstance, deps: HomeDeps): void {
  app.get<{ Querystring: { lang?: string } }>(
    '/',
    { schema: { hide: true }, config: publicRoute },
    async (request, reply) => {
      const language = negotiateLanguage(request.headers['accept-language'], request.query.lang);
      reply.type('text/html; charset=utf-8');
      return page({
        language,
        title: words[language].title,
        body: homeBody(language, deps),
        organisation: deps.organisation,
        trial: deps.trial,
        help: deps.help,
        otherLanguageUrl: `/?lang=${otherLanguage(language)}`,
      });
    },
  );
}

function homeBody(language: Language, deps: HomeDeps): string {
  const text = words[language];
  const items = deps.links.map(
    (link) => html`<li><a href="${link.path}">${link[language]}</a></li>`,
  );
  const links = html`<h2>${text.open}</h2>
<ul>!${items}</ul>`;
  return html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
<h2>${text.how}</h2>
<ul>
<li>${text.from} <strong>${deps.mailFrom}</strong>.</li>
<li>${text.links} <strong>${deps.linkAddress()}</strong>.</li>
<li>${text.never}</li>
</ul>
<p>${text.ask} ${deps.help}.</p>
<p>${text.signIn} <a href="/sign-in">${text.signInLink}</a></p>
<ul>
<li><a href="/privacy">${text.privacy}</a></li>
<li><a href="/accessibility">${text.accessibility}</a></li>
</ul>
!${items.length === 0 ? '' : links}`;
}
