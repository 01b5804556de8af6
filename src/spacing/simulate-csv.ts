import type { TrialResult } from './simulate.ts';

const measures = ['mails', 'questions', 'recallAtEnd', 'recallLater'] as const;

/** One row an arm; each measure with its mean and the bounds of its 95 % interval. RFC 4180. */
export function simulationCsv(results: readonly TrialResult[]): string {
  const header = [
    'truth',
    'response',
    'campaigns',
    'arm',
    ...measures.flatMap((measure) => [measure, `${measure}Low`, `${measure}High`]),
  ];
  const rows = results.flatMap(({ truth, response, campaigns, arms }) =>
    arms.map((arm) => [
      truth,
      response,
      campaigns,
      arm.arm,
      ...measures.flatMap((measure) =>
        [arm[measure].mean, arm[measure].low, arm[measure].high].map((value) => value.toFixed(4)),
      ),
    ]),
  );
  return `${[header, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
}
