import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { findAudit } from './audit.repository.ts';
import { auditActions } from './audit.ts';
import { auditBody, auditTexts } from './audit-view.ts';
import type { SignedInPages } from './signed-in-page.ts';
import { listUsers } from './user.repository.ts';

const perPage = 50;
const timeZone = 'Europe/Stockholm';
const day = z.iso.date().catch('');
const query = z.object({
  from: day,
  until: day,
  action: z.enum(['', ...auditActions]).catch(''),
  who: z
    .string()
    .regex(/^(command|token|roster|user:\d{1,9})?$/)
    .catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** The audit trail, for administrators of the whole organisation. */
export function registerAuditPages(pages: SignedInPages, deps: { db: Database }): void {
  pages.nav({
    path: '/audit',
    label: { sv: auditTexts.sv.title, en: auditTexts.en.title },
    roles: ['admin'],
    whole: true,
    order: 95,
  });

  pages.page({
    path: '/audit',
    roles: ['admin'],
    whole: true,
    query,
    show: async ({ language, query: choice }) => {
      const [kind, actor] = choice.who.split(':');
      const filter = {
        from: choice.from === '' ? undefined : beginningOf(choice.from, 0),
        until: choice.until === '' ? undefined : beginningOf(choice.until, 1),
        action: choice.action === '' ? undefined : choice.action,
        kind: (['command', 'token', 'user', 'roster'] as const).find((one) => one === kind),
        actor,
      };
      const offset = (choice.page - 1) * perPage;
      const found = await findAudit(deps.db, filter, { limit: perPage + 1, offset });
      const users = await listUsers(deps.db);
      const rows = found.slice(0, perPage);
      const body = auditBody(language, choice, { rows, more: found.length > perPage, users });
      return { title: auditTexts[language].title, body };
    },
  });
}

/** Midnight in Sweden at the beginning of a day, or of one so many days later. */
function beginningOf(text: string, days: number): Date {
  const date = Temporal.PlainDate.from(text).add({ days });
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
}
