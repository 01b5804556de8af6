import { html } from 'ghtml';
import { z } from 'zod';
import type { SignedInPages } from '../access/signed-in-page.ts';
import type { Database } from '../platform/database.ts';
import { csvFile } from '../web/csv.ts';
import { type AddressList, listAddressProblems } from './address-list.repository.ts';
import { addressBody, addressTexts } from './address-view.ts';
import { peopleTabs } from './people-tabs-view.ts';
import { loadProfiles } from './roster-profile.repository.ts';

const path = '/people/addresses';
const pageLength = 50;
const mostInFile = 200_000;
const lists = ['without', 'same'] as const satisfies readonly AddressList[];
const roles = ['admin', 'hr'] as const;

/** Who gets no mail, since there is no address or since it is somebody else's too. */
export function registerAddressPages(pages: SignedInPages, { db }: { db: Database }): void {
  pages.page({
    path,
    roles,
    query: z.object({
      list: z.enum(lists).catch('without'),
      page: z.coerce.number().int().min(1).max(100_000).catch(1),
    }),
    show: async ({ language, principal, query: { list, page } }) => {
      const limits = { list, offset: (page - 1) * pageLength, limit: pageLength };
      const { count, people } = await listAddressProblems(db, principal.visible, limits);
      const shared = (await loadProfiles(db)).flatMap(({ content }) => content.shared);
      const pageCount = Math.max(1, Math.ceil(count / pageLength));
      const body = addressBody({ language, list, page, pages: pageCount, count, people, shared });
      const look = { action: 'person.list', subject: `address ${list}` } as const;
      return {
        title: addressTexts[language].title,
        body: html`!${peopleTabs(language, path, principal.visible === 'all')}!${body}`,
        audit: people.length === 0 ? [] : [{ ...look, details: { shown: people.length } }],
      };
    },
  });

  pages.download({
    path: `${path}.csv`,
    roles,
    query: z.object({ list: z.enum(lists).catch('without') }),
    send: async ({ language, principal, query: { list } }) => {
      const limits = { list, offset: 0, limit: mostInFile };
      const { people } = await listAddressProblems(db, principal.visible, limits);
      const text = addressTexts[language];
      return {
        fileName: `${text.file[list]}.csv`,
        type: 'text/csv; charset=utf-8',
        content: csvFile(
          [text.number, text.name, text.department, text.email],
          people.map((one) => [one.number, one.name, one.department, one.email]),
        ),
        audit: [
          {
            action: 'person.list',
            subject: `address ${list} csv`,
            details: { shown: people.length },
          },
        ],
      };
    },
  });
}
