import type { Download, SignedInPages } from '../access/signed-in-page.ts';
import { lookers } from '../campaign/campaign-roles.ts';
import { localDay } from '../spacing/sending-window.ts';
import { csvFile } from '../web/csv.ts';
import {
  dayFile,
  departmentFile,
  type FileTable,
  formsFile,
  questionFile,
} from './figures-csv-view.ts';
import { subtreeOf } from './overview.ts';
import { figuresParams, figuresQuery } from './page-choice.ts';
import { type PageChoice, type PageDeps, type ReadPage, readPage } from './read-page.service.ts';

const timeZone = 'Europe/Stockholm';

const files = {
  departments: { sv: 'enheter', en: 'departments', needs: [], table: departmentsOf },
  days: { sv: 'over-tid', en: 'over-time', needs: ['days'], table: daysOf },
  questions: { sv: 'fragor', en: 'questions', needs: ['questions'], table: questionsOf },
  forms: { sv: 'fore-och-efter', en: 'before-and-after', needs: ['forms'], table: formsOf },
} as const;

/** Every table of the pages of figures as a file; each is written down in the audit trail. */
export function registerFigureExports(pages: SignedInPages, deps: PageDeps): void {
  for (const [name, file] of Object.entries(files))
    pages.download({
      path: `/campaigns/:id/${name}.csv`,
      roles: lookers,
      params: figuresParams,
      query: figuresQuery,
      send: async ({ language, principal, params, query }, now): Promise<Download> => {
        const choice = {
          campaignId: params.id,
          visible: principal.visible,
          language,
          as: query.as,
          department: query.department,
          needs: file.needs,
        };
        const { headings, rows } = file.table(await readPage(deps, now, choice), choice);
        const day = localDay(timeZone, now);
        return {
          fileName: `nanokurs-${params.id}-${file[language]}-${day}.csv`,
          type: 'text/csv; charset=utf-8',
          content: csvFile(headings, rows),
          audit: [
            {
              action: 'statistics.export',
              subject: `${params.id}/${name}`,
              details: { rows: rows.length },
            },
          ],
        };
      },
    });
}

function departmentsOf({ overview, department }: ReadPage, { language }: PageChoice): FileTable {
  const { completion, earlier } = overview;
  return departmentFile(language, subtreeOf(completion.departments, department), earlier);
}

function daysOf({ days }: ReadPage, { language }: PageChoice): FileTable {
  return dayFile(language, days);
}

function questionsOf({ questions }: ReadPage, { language }: PageChoice): FileTable {
  return questionFile(language, questions ?? []);
}

function formsOf({ forms, formsOf }: ReadPage, { language }: PageChoice): FileTable {
  return formsFile(language, forms, formsOf);
}
