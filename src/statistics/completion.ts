import { z } from 'zod';
import type { Branch, Figures } from './rollup.ts';
import { suppress } from './suppression.ts';

/** As it was when the campaign ended, or as it is now. */
export const views = ['then', 'now'] as const;
export type View = (typeof views)[number];

const people = (meaning: string) => z.int().nonnegative().nullable().describe(meaning);

const figures = {
  invited: people('Enrolled people with an address; leavers are counted in the view `then` only.'),
  delivered: people('Of them: at least one mail was accepted by the relay, or answered.'),
  failed: people('Of them: no mail was accepted, and one failed for good.'),
  started: people('Of them: at least one lesson answered, right or wrong.'),
  completed: people('Of them: every lesson answered.'),
  suppressed: z
    .boolean()
    .describe('True where the figures are null, because a small group could be told from them.'),
};

/** The completion of a campaign; every row counts its whole subtree. */
export const completionSchema = z.object({
  campaign: z.int().describe('The id of the campaign.'),
  as: z
    .enum(views)
    .describe('then: people, departments and tree when the campaign ended; now: as they are now.'),
  departments: z
    .array(
      z.object({
        code: z.string(),
        name: z.string(),
        parent: z
          .string()
          .nullable()
          .describe('The code of the department above; null at the top of what may be seen.'),
        ...figures,
      }),
    )
    .describe('Departments with anybody enrolled, each right below its parent.'),
  total: z.object(figures).describe('Everyone in view, with or without a department.'),
});

export type Completion = z.infer<typeof completionSchema>;
export type CompletionRow = Completion['departments'][number];
export type CompletionTotal = Completion['total'];

/** Turns the tree into rows and hides what groups of fewer than `k` people must not show. */
export function completionFrom(campaign: number, as: View, root: Branch, k: number): Completion {
  const hidden = suppress(root, k);
  const shown = (branch: Branch) => (hidden.has(branch) ? nothing : visible(branch));
  const rowsBelow = (branch: Branch): CompletionRow[] =>
    branch.children.flatMap((child) => [
      {
        code: child.department?.code ?? '',
        name: child.department?.name ?? '',
        parent: branch.department?.code ?? null,
        ...shown(child),
      },
      ...rowsBelow(child),
    ]);
  return { campaign, as, departments: rowsBelow(root), total: shown(root) };
}

const nothing: CompletionTotal = {
  invited: null,
  delivered: null,
  failed: null,
  started: null,
  completed: null,
  suppressed: true,
};

function visible({ invited, delivered, failed, started, completed }: Figures): CompletionTotal {
  return { invited, delivered, failed, started, completed, suppressed: false };
}
