import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { dayInYearText, numberText, percentText } from '../web/components/format.ts';
import { notice } from '../web/components/notice.ts';
import { shareBar } from '../web/components/share-bar.ts';
import { changeOf, type Shown } from './overview.ts';
import { overviewTexts } from './overview-texts.ts';

export type FiguresView = {
  figures: Shown;
  before: Shown | undefined;
  /** The day of `before`. */
  since: string | undefined;
};

/** Invited, delivered, failed, started and completed side by side; nothing where they are hidden. */
export function figureCards(language: Language, { figures, before, since }: FiguresView): string {
  const text = overviewTexts[language];
  const { invited, delivered, failed, started, completed } = figures;
  if (invited === null) return '';
  const change = changeOf(figures, before);
  const days = since === undefined ? '' : dayInYearText(language, since);
  const changed = (by: number | null) =>
    by === null || since === undefined ? '' : sinceText(language, by, days);
  const share = (part: number | null) =>
    part === null ? '' : text.ofInvited(percentText(language, part, invited));
  const bar = (part: number | null) => (part === null ? '' : shareBar(part, invited));
  const cards = [
    { name: text.invited, value: invited, notes: [], bar: '' },
    { name: text.delivered, value: delivered, notes: [share(delivered)], bar: bar(delivered) },
    { name: text.failed, value: failed, notes: [failed === 0 ? '' : share(failed)], bar: '' },
    {
      name: text.started,
      value: started,
      notes: [share(started), changed(change.started)],
      bar: bar(started),
    },
    {
      name: text.completed,
      value: completed,
      notes: [share(completed), changed(change.completed)],
      bar: bar(completed),
    },
  ].map(({ name, value, notes, bar }) => {
    const shown = value === null ? '–' : numberText(language, value);
    const why = value === null ? [text.notShownMails] : notes.filter((note) => note !== '');
    return html`<li class="figure"><span class="figure-name">${name}</span> <span class="figure-value">${shown}</span>!${bar}!${why.map((note) => html` <span class="figure-note">${note}</span>`)}</li>`;
  });
  return html`<ul class="figures figures-five">!${cards}</ul>`;
}

/** Why there are no figures. */
export function hiddenNotice(language: Language, why: 'small' | 'sum' | 'new', k: number): string {
  const text = overviewTexts[language];
  const said = {
    small: { title: text.hiddenTotal, body: text.hiddenTotalText(k) },
    sum: { title: text.hiddenTotal, body: text.hiddenSum },
    new: { title: text.notStarted, body: text.notStartedText },
  }[why];
  return notice({ title: said.title, body: html`<p>${said.body}</p>` });
}

function sinceText(language: Language, by: number, day: string): string {
  const text = overviewTexts[language];
  return by === 0 ? text.unchanged(day) : text.change(signedText(language, by), day);
}

/** `+45`, `−3` with a real minus, or `±0`. */
export function signedText(language: Language, by: number): string {
  if (by === 0) return '±0';
  return `${by > 0 ? '+' : '−'}${numberText(language, Math.abs(by))}`;
}
