import { html } from 'ghtml';
import { form } from '../web/components/form.ts';
import { emptyState, notice } from '../web/components/notice.ts';
import { table } from '../web/components/table.ts';
import { heldTexts } from './held-texts.ts';
import type { PageLanguage } from './in-language.ts';

type Someone = {
  id: number;
  source: string;
  person: { number: string; firstName: string; lastName: string; email: string | null };
  owner: { source: string; number: string } | null;
};

export type HeldView = {
  language: PageLanguage;
  csrfToken: string;
  held: readonly Someone[];
  /** Why the last decision could not be carried out. */
  problem: string | null;
};

/** People who wait, each with the two answers there are. */
export function heldBody(view: HeldView): string {
  const { language, held, problem } = view;
  const text = heldTexts[language];
  const refused =
    problem === null
      ? ''
      : notice({ kind: 'bad', title: text.problem, body: html`<p>${problem}</p>` });
  return html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${refused}
!${held.length === 0 ? emptyState({ title: text.none, text: text.noneText }) : list(view)}`;
}

function list(view: HeldView): string {
  const text = heldTexts[view.language];
  const answer = (
    { id, person: { firstName, lastName, number } }: HeldView['held'][number],
    decision: 'same' | 'different',
    submit: string,
  ) =>
    form(view, {
      action: `/people/held/${id}/${decision}`,
      submit,
      about: `${firstName} ${lastName}, ${number}`,
      look: 'quiet',
      inline: true,
    });
  return html`<p>${text.help}</p>
!${table({
    stacked: true,
    caption: text.title,
    captionHidden: true,
    columns: [text.person, text.email, text.owner, text.decide].map((head) => ({ head })),
    rows: view.held.map((held) => {
      const { source, person, owner } = held;
      return [
        html`${person.firstName} ${person.lastName}, ${person.number} (${source})`,
        html`${person.email ?? '–'}`,
        owner === null ? text.nobody : html`${owner.number} (${owner.source})`,
        (owner === null ? '' : answer(held, 'same', text.sameButton)) +
          answer(held, 'different', owner === null ? text.freeButton : text.differentButton),
      ];
    }),
  })}`;
}
