import type { ArmResult, TrialResult } from './simulate.ts';
import type { Interval } from './simulate-interval.ts';

/** The results for people, in Swedish and English, at most 80 columns wide. */
export function simulationTable(results: readonly TrialResult[]): string {
  return results.map(trialTable).join('\n\n');
}

/** Swedish names of the truths, with English where it differs. */
export const truthTitles = {
  power: 'potenslag / power law',
  hlr: 'halveringstid / half-life',
  fsrs: 'FSRS-6',
} as const;

function trialTable(result: TrialResult): string {
  const head = `Sanning / truth: ${truthTitles[result.truth]}\nSvarar / respond: ${result.response}. Utskick på en gång / campaigns at once: ${result.campaigns}`;
  const columns = `${'regel / arm'.padEnd(12)}${['mejl', 'frågor', 'minns då', 'efter 180 d'].map((name) => name.padStart(15)).join('')}`;
  const english = `${''.padEnd(12)}${['mails', 'questions', 'recall at end', '180 d later'].map((name) => name.padStart(15)).join('')}`;
  return [head, columns, english, ...result.arms.map(armLine), ...savedLines(result)].join('\n');
}

function armLine({ arm, mails, questions, recallAtEnd, recallLater }: ArmResult): string {
  return `${arm.padEnd(12)}${[
    `${mails.mean.toFixed(1)}`,
    `${questions.mean.toFixed(1)}`,
    percent(recallAtEnd),
    percent(recallLater),
  ]
    .map((cell) => cell.padStart(15))
    .join('')}`;
}

function savedLines({ saved, gainOverEven }: TrialResult): string[] {
  const lines = Object.entries(saved).map(
    ([family, interval]) => `${`${family}:N mot / against 12-24`.padEnd(32)}${savedText(interval)}`,
  );
  const title = 'Sparade frågor vid lika minne / questions saved at equal recall (95 %):';
  return [title, ...lines, `${'gain:N mot / against even:4'.padEnd(32)}${savedText(gainOverEven)}`];
}

function savedText(interval: Interval | null): string {
  if (interval === null) return 'når inte dit / does not reach it';
  const share = (value: number) => `${(100 * value).toFixed(0)} %`;
  return `${share(interval.mean)} (${share(interval.low)} … ${share(interval.high)})`;
}

function percent({ mean, low, high }: Interval): string {
  return `${(100 * mean).toFixed(1)} ± ${((100 * (high - low)) / 2).toFixed(1)} %`;
}
