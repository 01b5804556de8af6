import { z } from 'zod';
import type { Language } from '../course/course.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { type Draft, missingStep } from './campaign-draft.ts';
import type { FieldProblem } from './draft-forms.ts';
import type { StepVisit } from './draft-steps-view.ts';
import { draftTexts } from './draft-texts.ts';

/** The parameter that names a draft. */
export const draftParams = {
  schema: z.object({
    draft: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  }),
  things: { draft: 'campaign-draft' },
} as const;

export function draftPath({ id }: { id: number }, step = ''): string {
  return `/campaigns/drafts/${id}${step}`;
}

/** Once everything has been filled in, each page leads back to the check. */
export function nextPath(draft: Draft, step: string): string {
  return missingStep(draft.content) === undefined ? draftPath(draft) : draftPath(draft, step);
}

/** What a page of a draft is given; `step` is empty for the first page of a new one. */
export function stepVisit(
  { language, csrfToken }: { language: Language; csrfToken: string },
  draft: Draft | undefined,
  step: string,
  problems: readonly FieldProblem[] = [],
): StepVisit {
  const whole = draft !== undefined && missingStep(draft.content) === undefined;
  return {
    language,
    csrfToken,
    action: draft === undefined ? '/campaigns/new' : draftPath(draft, step),
    cancel: whole ? draftPath(draft) : '/campaigns',
    problems,
  };
}

/** The page as the frame wants it. */
export function draftPage(
  { language }: { language: Language },
  page: { title: string; body: string; problems?: readonly FieldProblem[] },
) {
  const { title, body, problems = [] } = page;
  return {
    title: `${problems.length > 0 ? errorPrefix[language] : ''}${title}`,
    body,
    crumbs: [{ href: '/campaigns', text: draftTexts[language].campaigns }],
  };
}
