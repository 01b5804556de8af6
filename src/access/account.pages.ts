import { html } from 'ghtml';
import { z } from 'zod';
import { type Language, languages } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { form } from '../web/components/form.ts';
import { emptyState, notice } from '../web/components/notice.ts';
import { table } from '../web/components/table.ts';
import { tag } from '../web/components/tag.ts';
import { accountTexts } from './account-texts.ts';
import { roleNames, roles } from './role.ts';
import { endSessionsOf } from './session.repository.ts';
import { localPath } from './session-cookie.ts';
import type { SignedInPages } from './signed-in-page.ts';
import { findUser, type ShownUser, setUserLanguage } from './user.repository.ts';

/** One's own account: what one may do, the language, and signing out everywhere. */
export function registerAccountPages(pages: SignedInPages, deps: { db: Database }): void {
  pages.page({
    path: '/account',
    roles,
    anyone: true,
    show: async ({ principal, language, csrfToken }) => {
      const user = await findUser(deps.db, principal.userId);
      if (user === undefined) throw new AppError('NOT_FOUND');
      const text = accountTexts[language];
      const body = html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
<p>${text.address}: <strong>${user.address}</strong></p>
!${suspendedNotice(language, user)}
<h2>${text.grants}</h2>
!${grantTable(language, user)}
<h2>${text.elsewhere}</h2>
<p>${text.limits}</p>
<p>${text.elsewhereText}</p>
!${form({ csrfToken }, { action: '/account/sign-out-everywhere', submit: text.elsewhere, look: 'quiet' })}`;
      return { title: text.title, body, width: 'reading' };
    },
  });

  pages.action({
    path: '/account/language',
    roles,
    anyone: true,
    form: z.object({ language: z.enum(languages), back: z.string().max(2_000).catch('') }),
    exampleForm: { language: 'sv', back: '/account' },
    act: async ({ principal, form: { language, back }, db }) => {
      await setUserLanguage(db, principal.userId, language);
      return { to: localPath(back) ?? '/start', audit: [] };
    },
  });

  pages.action({
    path: '/account/sign-out-everywhere',
    roles,
    anyone: true,
    form: z.object({}),
    exampleForm: {},
    act: async ({ principal, db }) => {
      const sessions = await endSessionsOf(db, principal.userId);
      const subject = String(principal.userId);
      return {
        to: '/sign-in?out=1',
        audit: [{ action: 'user.sign-out', subject, details: { sessions } }],
      };
    },
  });
}

function suspendedNotice(language: Language, { grants }: ShownUser): string {
  if (grants.every(({ suspendedAt }) => suspendedAt === null)) return '';
  const { suspendedTitle: title, suspendedText } = accountTexts[language];
  return notice({ kind: 'warn', title, body: html`<p>${suspendedText}</p>` });
}

function grantTable(language: Language, { grants }: ShownUser): string {
  const text = accountTexts[language];
  if (grants.length === 0) return emptyState({ title: text.none, text: text.noneText });
  return table({
    stacked: true,
    caption: text.grants,
    captionHidden: true,
    columns: [{ head: text.role }, { head: text.where }, { head: text.state }],
    rows: grants.map(({ role, department, suspendedAt }) => [
      html`${roleNames[role][language]}`,
      department === null ? text.whole : html`${department.name} (${department.code})`,
      suspendedAt === null ? tag(text.counts, 'good') : tag(text.suspended, 'warn'),
    ]),
  });
}
