import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { shareBar } from '../web/components/share-bar.ts';
import { table } from '../web/components/table.ts';
import type { QuestionRow } from './question-rows.ts';

const texts = {
  sv: {
    caption: 'Frågorna i lektionernas ordning',
    question: 'Fråga',
    right: 'Rätt vid första försöket',
    wrong: 'Vanligaste fel svar',
    lesson: 'Lektion',
    notShown: 'visas inte',
    lead: 'Andel rätt vid första försöket, och det fel som flest valde. Det säger vad som är svårt, inte vem som svarat.',
    why: 'Ett streck betyder att för få har svarat, eller att alla svarade lika.',
    none: 'Här visas hur frågorna gick när tillräckligt många har svarat. Det gäller bara grupper där ingen enhet intill är dold.',
    ofAll: (percent: string) => `${percent} av svaren`,
  },
  en: {
    caption: 'The questions in the order of the lessons',
    question: 'Question',
    right: 'Right at the first try',
    wrong: 'Most common wrong answer',
    lesson: 'Lesson',
    notShown: 'not shown',
    lead: 'Share right at the first try, and the wrong answer that most chose. It says what is hard, not who answered.',
    why: 'A dash means that too few have answered, or that all answered alike.',
    none: 'How the questions went is shown here once enough have answered. Only for groups with no hidden department beside them.',
    ofAll: (percent: string) => `${percent} of the answers`,
  },
} as const;

/** How the questions went; says so where there is nothing to tell. */
export function questionTable(
  language: Language,
  rows: readonly QuestionRow[],
  download: string,
): string {
  const text = texts[language];
  if (rows.every(({ rightPercent }) => rightPercent === null))
    return html`<p class="muted">${text.none}</p>`;
  const hasDash = rows.some(({ rightPercent }) => rightPercent === null);
  return html`<p>${text.lead}!${hasDash ? html` ${text.why}` : ''}</p>
!${table({
    stacked: true,
    caption: text.caption,
    captionHidden: true,
    columns: [{ head: text.question }, { head: text.right, number: true }, { head: text.wrong }],
    rows: rows.map((row) => cells(language, row)),
  })}
!${download}`;
}

function cells(language: Language, row: QuestionRow): string[] {
  const text = texts[language];
  const { lesson, title, rightPercent, wrongText, wrongPercent } = row;
  const dash = html`<span aria-hidden="true">–</span><span class="visually-hidden">${text.notShown}</span>`;
  return [
    html`<span class="muted small">${text.lesson} ${lesson}: ${title}</span><br>${row.text}`,
    rightPercent === null
      ? dash
      : html`<span class="share">${percentOf(language, rightPercent)}!${shareBar(rightPercent, 100)}</span>`,
    wrongText === null || wrongPercent === null
      ? dash
      : html`${wrongText}<br><span class="muted small">${text.ofAll(percentOf(language, wrongPercent))}</span>`,
  ];
}

/** Whole per cent as they are written: `43 %` or `43%`. */
export function percentOf(language: Language, percent: number): string {
  return language === 'sv' ? `${percent}\u00a0%` : `${percent}%`;
}
