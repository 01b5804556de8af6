import { scaleLinear, scalePoint } from 'd3-scale';
import { html } from 'ghtml';
import type { Language } from '../../course/course.ts';
import { numberText, shortDayText } from './format.ts';

/** Values by local day (ISO); null where nothing is known, which breaks the line. */
export type Series = { name: string; points: readonly { day: string; value: number | null }[] };

export type LineChart = {
  language: Language;
  /** What the chart shows, for those who do not see it; the table beside it has the figures. */
  title: string;
  series: readonly Series[];
  /** The top of the scale, such as everyone invited; the greatest value where it is left out. */
  most?: number;
};

const size = { width: 640, height: 260 };
const inset = { left: 48, right: 132, top: 16, bottom: 34 };
/** Labels at the ends of lines closer than this, in units of the drawing, would overlap. */
const labelHeight = 17;

/**
 * Lines over days as SVG without script or inline style: colours and widths come from the style
 * sheet by class (`line-1` …), so that both themes, print and forced colours work. Each line has
 * its name at its end and a dash pattern of its own, so that none is told by colour alone
 * (WCAG 2.2, 1.4.1). Empty where there is no day to show.
 */
export function lineChart({ language, title, series, most }: LineChart): string {
  const days = [...new Set(series.flatMap(({ points }) => points.map(({ day }) => day)))].sort();
  const values = series.flatMap(({ points }) => points.map(({ value }) => value ?? 0));
  if (days.length === 0) return '';
  const x = scalePoint(days, [inset.left, size.width - inset.right]);
  const y = scaleLinear(
    [0, Math.max(most ?? 0, ...values, 1)],
    [size.height - inset.bottom, inset.top],
  );
  const place = (day: string, value: number) => ({ x: x(day) ?? inset.left, y: y(value) });
  const lines = series.map(({ name, points }, index) => {
    const drawn = points.map(({ day, value }) => (value === null ? null : place(day, value)));
    return { name, number: index + 1, drawn, last: drawn.findLast((one) => one !== null) };
  });
  const labelled = spread(lines.flatMap((one) => (one.last ? [{ ...one, y: one.last.y }] : [])));
  return html`<svg class="chart" role="img" viewBox="0 0 ${size.width} ${size.height}" aria-label="${title}">
<g class="axis" aria-hidden="true">
!${y
    .ticks(4)
    .filter(Number.isInteger)
    .map((tick) => gridLine(y(tick), numberText(language, tick)))}
!${dayLabels(days, language).map(
    ({
      day,
      text,
      anchor,
    }) => html`<text x="${round(x(day) ?? 0)}" y="${size.height - 12}" text-anchor="${anchor}">${text}</text>
`,
  )}</g>
!${lines.map(
    ({ number, drawn }) => html`<path class="line line-${number}" d="${pathOf(drawn)}"/>
`,
  )}!${lines.map(({ number, drawn }) =>
    drawn.length === 1 && drawn[0]
      ? html`<circle class="dot line-${number}" cx="${round(drawn[0].x)}" cy="${round(drawn[0].y)}" r="4"/>
`
      : '',
  )}!${labelled.map(
    ({
      number,
      name,
      y: at,
    }) => html`<text class="label line-${number}" x="${size.width - inset.right + 8}" y="${round(at + 5)}">${name}</text>
`,
  )}</svg>`;
}

function gridLine(at: number, text: string): string {
  return html`<line x1="${inset.left}" x2="${size.width - inset.right}" y1="${round(at)}" y2="${round(at)}"/>
<text x="${inset.left - 8}" y="${round(at + 5)}" text-anchor="end">${text}</text>
`;
}

/** The first and the last day, and one between them where there is room. */
function dayLabels(days: readonly string[], language: Language) {
  const text = (day: string) => shortDayText(language, day);
  const first = days[0] ?? '';
  const last = days.at(-1) ?? '';
  const middle = days[Math.floor((days.length - 1) / 2)] ?? '';
  const shown = [{ day: first, text: text(first), anchor: 'start' }];
  if (days.length > 6) shown.push({ day: middle, text: text(middle), anchor: 'middle' });
  if (days.length > 1) shown.push({ day: last, text: text(last), anchor: 'end' });
  return shown;
}

type Point = { x: number; y: number };

function pathOf(points: readonly (Point | null)[]): string {
  let pen = 'M';
  const steps: string[] = [];
  for (const point of points) {
    if (point === null) {
      pen = 'M';
      continue;
    }
    steps.push(`${pen}${round(point.x)} ${round(point.y)}`);
    pen = 'L';
  }
  return steps.join(' ');
}

/** Moves labels apart, from the lowest up, so that each can be read. */
function spread<Label extends { y: number }>(labels: readonly Label[]): Label[] {
  const sorted = labels.toSorted((a, b) => b.y - a.y);
  let above = size.height - inset.bottom + labelHeight;
  return sorted.map((label) => {
    above = Math.min(label.y, above - labelHeight);
    return { ...label, y: above };
  });
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
