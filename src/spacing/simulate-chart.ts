import type { ArmResult, TrialResult } from './simulate.ts';
import { truthTitles } from './simulate-table.ts';

const width = 960;
const height = 420;
const panel = { left: 62, top: 84, width: 250, height: 250, gap: 52 };
const ticks = 5;

/** Line, marker and label of each family; shape and dash tell them apart without colour. */
const families = [
  { name: 'even', className: 'even', dash: '', text: 'even:N' },
  { name: 'gain', className: 'gain', dash: '7 3', text: 'gain:N' },
  { name: 'memory', className: 'memory', dash: '2 3', text: 'memory:P' },
] as const;

/**
 * Recall 180 days after the end against repetition questions a person, one panel a truth.
 * Readable on light and dark, in Swedish and English; a table beside it says the same.
 */
export function simulationChart(results: readonly TrialResult[]): string {
  const shown = results.slice(0, 3);
  const mostQuestions = niceAbove(
    Math.max(1, ...shown.flatMap(({ arms }) => arms.map((arm) => arm.questions.mean))),
  );
  const panels = shown.map((result, index) => panelOf(result, index, mostQuestions));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">
<title id="title">Minne efter 180 dagar mot antal repetitionsfrågor / Recall after 180 days against repetition questions</title>
<desc id="desc">${description(shown)}</desc>
<style>
svg { --ink: #1b1b1b; --paper: #ffffff; --grid: #d0d0d0; --even: #005a9c; --gain: #a33c00; --memory: #5b3f8f; }
@media (prefers-color-scheme: dark) { svg { --ink: #f0f0f0; --paper: #161616; --grid: #4a4a4a; --even: #7cc0ff; --gain: #ffab70; --memory: #c8b0ff; } }
text { fill: var(--ink); } .grid { stroke: var(--grid); } .axis { stroke: var(--ink); }
.even { stroke: var(--even); } .gain { stroke: var(--gain); } .memory { stroke: var(--memory); }
path { fill: none; stroke-width: 2.5; } circle, rect.mark { fill: var(--paper); stroke-width: 2; }
.cross { stroke: var(--ink); stroke-width: 3; }
</style>
<rect width="${width}" height="${height}" style="fill: var(--paper)"/>
${legend()}
${panels.join('\n')}
<text x="${width / 2}" y="${height - 16}" text-anchor="middle">Repetitionsfrågor per person / repetition questions a person</text>
<text transform="translate(16 ${panel.top + panel.height / 2}) rotate(-90)" text-anchor="middle">Minns efter 180 dagar / recalled after 180 days</text>
</svg>
`;
}

function panelOf(result: TrialResult, index: number, mostQuestions: number): string {
  const left = panel.left + index * (panel.width + panel.gap);
  const bottom = panel.top + panel.height;
  const mostRecall = niceAbove(100 * Math.max(...result.arms.map((a) => a.recallLater.mean))) / 100;
  const x = (questions: number) => round(left + (panel.width * questions) / mostQuestions);
  const y = (recall: number) => round(bottom - (panel.height * recall) / mostRecall);
  const grid = Array.from({ length: ticks + 1 }, (_, tick) => {
    const [across, up] = [(mostQuestions * tick) / ticks, (mostRecall * tick) / ticks];
    return `<line class="grid" x1="${left}" x2="${left + panel.width}" y1="${y(up)}" y2="${y(up)}"/><text x="${left - 6}" y="${y(up) + 4}" text-anchor="end">${Math.round(100 * up)} %</text><text x="${x(across)}" y="${bottom + 18}" text-anchor="middle">${Math.round(across)}</text>`;
  });
  const place = (arm: ArmResult) => `${x(arm.questions.mean)} ${y(arm.recallLater.mean)}`;
  const lines = families.map((family) => {
    const members = result.arms
      .filter(({ arm }) => arm.startsWith(`${family.name}:`))
      .sort((a, b) => a.questions.mean - b.questions.mean);
    if (members.length === 0) return '';
    const path = `<path class="${family.className}" stroke-dasharray="${family.dash}" d="M${members.map(place).join('L')}"/>`;
    return `${path}${members.map((arm) => mark(family.className, x(arm.questions.mean), y(arm.recallLater.mean))).join('')}`;
  });
  const published = result.arms.find(({ arm }) => arm === '12-24');
  const cross =
    published === undefined
      ? ''
      : crossAt(x(published.questions.mean), y(published.recallLater.mean));
  return `<g><text x="${left}" y="${panel.top - 12}" font-weight="bold">${truthTitles[result.truth]}</text>
${grid.join('\n')}
<line class="axis" x1="${left}" x2="${left + panel.width}" y1="${bottom}" y2="${bottom}"/><line class="axis" x1="${left}" x2="${left}" y1="${panel.top}" y2="${bottom}"/>
${lines.join('\n')}
${cross}</g>`;
}

function legend(): string {
  const items = families.map(
    ({ className, dash, text }, index) =>
      `<path class="${className}" stroke-dasharray="${dash}" d="M${panel.left + index * 150} 28h34"/>${mark(className, panel.left + 17 + index * 150, 28)}<text x="${panel.left + 42 + index * 150}" y="33">${text}</text>`,
  );
  const at = panel.left + families.length * 150;
  return `<g>${items.join('')}${crossAt(at + 12, 28)}<text x="${at + 28}" y="33">12-24</text></g>`;
}

function mark(className: string, x: number, y: number): string {
  if (className === 'even') return `<circle class="even" cx="${x}" cy="${y}" r="4"/>`;
  return `<rect class="mark ${className}" x="${x - 4}" y="${y - 4}" width="8" height="8"${className === 'memory' ? ` transform="rotate(45 ${x} ${y})"` : ''}/>`;
}

function crossAt(x: number, y: number): string {
  return `<path class="cross" d="M${x - 6} ${y - 6}l12 12M${x - 6} ${y + 6}l12 -12"/>`;
}

function description(results: readonly TrialResult[]): string {
  return results
    .map(({ truth, arms }) => {
      const points = arms
        .filter(({ arm }) => ['12-24', 'even:2', 'even:4', 'gain:2'].includes(arm))
        .map(
          ({ arm, questions, recallLater }) =>
            `${arm}: ${questions.mean.toFixed(1)} frågor / questions, ${(100 * recallLater.mean).toFixed(1)} %`,
        );
      return `${truthTitles[truth]}: ${points.join('; ')}.`;
    })
    .join(' ');
}

/** The next multiple of five at or above a value, so that five ticks fall on whole numbers. */
function niceAbove(value: number): number {
  return Math.max(ticks, Math.ceil(value / ticks) * ticks);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
