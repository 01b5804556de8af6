import { html } from 'ghtml';
import { z } from 'zod';
import type { PageView, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { heldTexts } from './held-texts.ts';
import { heldBody } from './held-view.ts';
import { importAccess } from './import-place.ts';
import { forPage } from './in-language.ts';
import { peopleTabs } from './people-tabs-view.ts';
import { settleHeld, showHeld } from './settle-held.service.ts';

const path = '/people/held';

/** People who wait because their address is somebody else's, for a person to decide. */
export function registerHeldPages(pages: SignedInPages, deps: { db: Database }): void {
  pages.page({ ...importAccess, path, show: (visit) => heldPage(deps.db, visit) });

  pages.action({
    ...importAccess,
    path: `${path}/:id/:decision`,
    params: {
      schema: z.object({
        id: z.coerce.number().int().min(1).max(2_000_000_000),
        decision: z.enum(['same', 'different']),
      }),
      things: { id: { is: '1' }, decision: { is: 'same' } },
    },
    form: z.object({}),
    exampleForm: {},
    act: async (visit, now) => {
      const { db, language, params } = visit;
      const text = heldTexts[language];
      try {
        const settled = await settleHeld({ db }, now, params);
        return {
          to: path,
          flash: {
            kind: 'good',
            text:
              settled.formerly === null
                ? text.different(settled.number)
                : text.same(settled.formerly, settled.number),
          },
          audit: [
            {
              action: params.decision === 'same' ? 'held.accept' : 'held.reject',
              subject: String(params.id),
            },
          ],
        };
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'REFUSED') throw error;
        const page = await heldPage(db, visit, forPage(error.detail ?? '', language));
        return { status: 409, page };
      }
    },
  });
}

async function heldPage(
  db: Database,
  { language, csrfToken }: Visit,
  problem: string | null = null,
): Promise<PageView> {
  const held = await showHeld({ db });
  return {
    title: heldTexts[language].title,
    body: html`!${peopleTabs(language, path, true)}!${heldBody({ language, csrfToken, held, problem })}`,
    audit:
      held.length === 0
        ? []
        : [{ action: 'person.list', subject: 'held', details: { shown: held.length } }],
  };
}
