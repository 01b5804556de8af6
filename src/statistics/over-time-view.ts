import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { dayElement, dayText, numberText } from '../web/components/format.ts';
import { lineChart } from '../web/components/line-chart.ts';
import { table } from '../web/components/table.ts';
import type { FiguresDay } from './overview.ts';
import { overviewTexts } from './overview-texts.ts';

/** How many had got mail, started and completed, day by day: a line each, and the table of them. */
export function overTime(
  language: Language,
  days: readonly FiguresDay[],
  download: string,
): string {
  const text = overviewTexts[language];
  const chart = timeChart(language, days);
  if (chart === '') return html`<p class="muted">${text.oneDay}</p>`;
  return html`!${chart}
<details>
<summary>${text.daysTable}</summary>
!${dayTable(language, days)}
!${download}
</details>`;
}

/** The drawing alone; empty where there are not two days with figures. */
export function timeChart(language: Language, days: readonly FiguresDay[]): string {
  const text = overviewTexts[language];
  const shown = days.filter(({ started }) => started !== null);
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined || shown.length < 2) return '';
  const within = days.filter(({ day }) => day >= first.day && day <= last.day);
  const line = (name: string, figure: 'delivered' | 'started' | 'completed') => ({
    name,
    points: within.map((one) => ({ day: one.day, value: one[figure] })),
  });
  const lines = [
    line(text.started, 'started'),
    line(text.completed, 'completed'),
    line(text.delivered, 'delivered'),
  ].filter(({ points }) => points.some(({ value }) => value !== null));
  const title = text.chart(dayText(language, first.day), dayText(language, last.day));
  const chart = lineChart({ language, title, series: lines, most: last.invited ?? 0 });
  return html`<section class="chart-box" tabindex="0" aria-label="${text.overTime}">!${chart}</section>`;
}

function dayTable(language: Language, days: readonly FiguresDay[]): string {
  const text = overviewTexts[language];
  const number = (value: number | null) =>
    html`${value === null ? '–' : numberText(language, value)}`;
  return table({
    caption: text.daysCaption,
    columns: [
      { head: text.day },
      ...[text.invited, text.delivered, text.started, text.completed].map((head) => ({
        head,
        number: true,
      })),
    ],
    rows: days
      .toReversed()
      .map((one) => [
        dayElement(language, one.day),
        ...[one.invited, one.delivered, one.started, one.completed].map(number),
      ]),
  });
}
