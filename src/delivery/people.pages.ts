import { html } from 'ghtml';
import { z } from 'zod';
import type { PageView, SignedInPages, Visit } from '../access/signed-in-page.ts';
import { listHolds } from '../campaign/hold.repository.ts';
import { addHold, finishHold } from '../campaign/hold.service.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { listDepartmentNames } from '../roster/department-names.repository.ts';
import { erasePerson } from '../roster/erase-person.service.ts';
import { forPage } from '../roster/in-language.ts';
import { peopleTabs } from '../roster/people-tabs-view.ts';
import { findPerson, type ShownPerson } from '../roster/person.repository.ts';
import { readPersonQuery } from '../roster/person-query.ts';
import { searchPeople } from '../roster/person-search.repository.ts';
import { dayNumber } from '../spacing/local-day.ts';
import { localDay } from '../spacing/sending-window.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { peopleTexts } from './people-texts.ts';
import { eraseBody, peopleBody } from './people-view.ts';
import { listMails } from './person-mails.repository.ts';
import { nameOf, type PersonView, personBody } from './person-view.ts';

type Deps = { db: Database };

const roles = ['admin', 'hr'] as const;
const pageLength = 20;
const mostMails = 100;
const timeZone = 'Europe/Stockholm';
const person = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const oneParam = { schema: z.object({ id: person }), things: { id: 'employee' } } as const;
const emptyHold = { from: '', until: '', reason: '' };

/**
 * People for HR: the search, a person with their mails and holds, erasing. Every look is on
 * record: a search by the ids of those it showed, without what was searched for.
 */
export function registerPeoplePages(pages: SignedInPages, deps: Deps): void {
  const { db } = deps;
  pages.nav({ path: '/people', label: { sv: 'Personer', en: 'People' }, roles, order: 30 });

  pages.page({
    path: '/people',
    roles,
    query: z.object({
      q: z.string().max(200).catch(''),
      page: z.coerce.number().int().min(1).max(10_000).catch(1),
    }),
    show: async ({ language, principal, query: { q, page } }) => {
      const read = readPersonQuery(q);
      const asked = typeof read === 'object';
      const limits = { offset: (page - 1) * pageLength, limit: pageLength };
      const found = asked ? await searchPeople(db, principal.visible, read, limits) : undefined;
      const ids = found?.people.map(({ id }) => id) ?? [];
      const body = peopleBody({
        language,
        // An identity number is not sent back either (rule 9).
        query: read === 'identity' ? '' : q,
        problem: read === 'short' || read === 'identity' ? read : undefined,
        found: found && { ...found, page, pages: Math.max(1, Math.ceil(found.count / pageLength)) },
      });
      return {
        title: peopleTexts[language].title,
        body: html`!${peopleTabs(language, '/people', principal.visible === 'all')}!${body}`,
        audit:
          found === undefined
            ? []
            : [
                {
                  action: 'person.search',
                  subject: ids.length === 0 ? 'nobody' : ids.join(','),
                  details: { found: found.count },
                },
              ],
      };
    },
  });

  pages.page({
    path: '/people/:id',
    roles,
    params: oneParam,
    show: async (visit, now) => {
      const shown = await requirePerson(db, visit, visit.params.id);
      return personPage(db, visit, now, shown, { sent: emptyHold, errors: [] });
    },
  });

  registerHolds(pages, deps);
  registerErasing(pages, deps);
}

function registerHolds(pages: SignedInPages, _deps: Deps): void {
  pages.action({
    path: '/people/:id/holds',
    roles,
    params: oneParam,
    form: z.object({
      from: z.string().max(20).trim(),
      until: z.string().max(20).trim().default(''),
      reason: z.string().max(400).trim().default(''),
    }),
    exampleForm: { from: '2027-01-01', until: '2027-01-31', reason: 'Prov' },
    act: async (visit, now) => {
      const { db, language, form: sent } = visit;
      const text = peopleTexts[language];
      const shown = await requirePerson(db, visit, visit.params.id);
      const errors = dayErrors(text, sent);
      const again = async (wrong: PersonView['errors']) => {
        const page = await personPage(db, visit, now, shown, { sent, errors: wrong });
        return {
          status: 422,
          page: { ...page, title: errorPrefix[language] + page.title },
        } as const;
      };
      if (errors.length > 0) return again(errors);
      try {
        const { id } = await addHold(
          { db },
          {
            number: shown.number,
            source: shown.source,
            from: sent.from,
            until: sent.until === '' ? undefined : sent.until,
            reason: sent.reason,
          },
        );
        return {
          to: `/people/${shown.id}#holds`,
          flash: { kind: 'good', text: text.holdAdded },
          audit: [{ action: 'hold.add', subject: String(shown.id), details: { hold: id } }],
        };
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'BAD_REQUEST') throw error;
        return again([{ field: 'reason', text: forPage(error.detail ?? '', language) }]);
      }
    },
  });

  pages.action({
    path: '/people/:id/holds/:hold/end',
    roles,
    params: {
      schema: z.object({ id: person, hold: person }),
      things: { id: 'employee', hold: { is: '1' } },
    },
    form: z.object({}),
    exampleForm: {},
    act: async (visit, now) => {
      const { db, language, params } = visit;
      const shown = await requirePerson(db, visit, params.id);
      const today = localDay(timeZone, now);
      const own = await listHolds(db, today, { id: params.hold });
      if (own.every(({ employeeId }) => Number(employeeId) !== shown.id))
        throw new AppError('NOT_FOUND');
      await finishHold(
        { db },
        {
          wanted: String(params.hold),
          source: undefined,
          byId: true,
          lastDay: undefined,
          today,
        },
      );
      return {
        to: `/people/${shown.id}#holds`,
        flash: { kind: 'good', text: peopleTexts[language].holdEnded },
        audit: [{ action: 'hold.end', subject: String(shown.id), details: { hold: params.hold } }],
      };
    },
  });
}

function registerErasing(pages: SignedInPages, { db: whole }: Deps): void {
  pages.page({
    path: '/people/:id/erase',
    roles,
    params: oneParam,
    show: async (visit) => {
      const shown = await requirePerson(whole, visit, visit.params.id);
      return erasePage(visit, shown, undefined);
    },
  });

  pages.action({
    path: '/people/:id/erase',
    roles,
    params: oneParam,
    form: z.object({ number: z.string().max(200).trim() }),
    exampleForm: { number: '' },
    act: async (visit) => {
      const { db, language, form: sent } = visit;
      const shown = await requirePerson(db, visit, visit.params.id);
      if (sent.number !== shown.number) {
        const page = erasePage(visit, shown, sent.number);
        return { status: 422, page: { ...page, title: errorPrefix[language] + page.title } };
      }
      await erasePerson({ db }, { source: shown.source, number: shown.number });
      return {
        to: '/people',
        flash: { kind: 'good', text: peopleTexts[language].erased },
        audit: [{ action: 'person.erase', subject: String(shown.id) }],
      };
    },
  });
}

/** Rule 10: outside the reader's departments there is nobody. @throws AppError NOT_FOUND */
async function requirePerson(db: Database, { principal }: Visit, id: number): Promise<ShownPerson> {
  const shown = await findPerson(db, id, principal.visible);
  if (shown === undefined) throw new AppError('NOT_FOUND');
  return shown;
}

async function personPage(
  db: Database,
  { language, csrfToken }: Visit,
  now: Date,
  shown: ShownPerson,
  form: Pick<PersonView, 'sent' | 'errors'>,
): Promise<PageView> {
  const today = localDay(timeZone, now);
  const { number, source } = shown;
  const mails = await listMails(db, shown.id, mostMails + 1);
  const body = personBody({
    language,
    csrfToken,
    today,
    person: shown,
    names: await listDepartmentNames(db),
    holds: await listHolds(db, today, { number, source }),
    mails: mails.slice(0, mostMails),
    more: mails.length > mostMails,
    ...form,
  });
  const audit = [lookAt(shown)];
  return { title: nameOf(language, shown), crumbs: [crumb(language)], body, audit };
}

/** Also where a wrong form shows the person again. */
function lookAt({ id }: ShownPerson): AuditEntry {
  return { action: 'person.show', subject: String(id) };
}

function erasePage(
  { language, csrfToken }: Visit,
  shown: ShownPerson,
  wrong: string | undefined,
): PageView {
  const { id, number } = shown;
  const name = nameOf(language, shown);
  return {
    title: peopleTexts[language].erase,
    crumbs: [crumb(language), { href: `/people/${id}`, text: name }],
    width: 'reading',
    body: eraseBody({ language, csrfToken, id, name, number, wrong }),
    audit: [lookAt(shown)],
  };
}

function crumb(language: Visit['language']) {
  return { href: '/people', text: peopleTexts[language].title };
}

function dayErrors(
  text: { dayWrong: string; daysWrong: string },
  { from, until }: { from: string; until: string },
) {
  const wrong = [
    ...(isDay(from) ? [] : [{ field: 'from', text: text.dayWrong }]),
    ...(until === '' || isDay(until) ? [] : [{ field: 'until', text: text.dayWrong }]),
  ];
  if (wrong.length > 0 || until === '' || until >= from) return wrong;
  return [{ field: 'until', text: text.daysWrong }];
}

function isDay(text: string): boolean {
  try {
    dayNumber(text);
    return true;
  } catch {
    return false;
  }
}
