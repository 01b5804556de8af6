import { readFile, writeFile } from 'node:fs/promises';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Arm } from './arm.ts';
import { defaultArmName, parseArm } from './arm-names.ts';
import { runTrial, standardCaps, standardShape, type TrialResult } from './simulate.ts';
import { simulationChart } from './simulate-chart.ts';
import { simulationCsv } from './simulate-csv.ts';
import type { Caps } from './simulate-learner.ts';
import { simulationTable } from './simulate-table.ts';
import { truthNames } from './truth.ts';
import { defaultTruths, makeTruths, readTruths, type Truths } from './truths.ts';

const usage =
  'simulate [--learners N] [--seed N] [--response R,…] [--truths FILE] [--arms ARM,…] [--no-caps] [--csv FILE] [--svg FILE] [--json]';

const options = {
  learners: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  response: { type: 'string', default: '0.48,0.6,0.77,0.87' },
  truths: { type: 'string' },
  arms: { type: 'string' },
  'no-caps': { type: 'boolean', default: false },
  csv: { type: 'string' },
  svg: { type: 'string' },
} as const;

/** Arms compared unless others are named: `none`, both families, the published rule, FSRS. */
const standardArms = [
  'none',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16].map((times) => `even:${times}`),
  '12-24',
  ...[1, 2, 3, 4].map((times) => `gain:${times}`),
  ...[60, 70, 80, 90].map((percent) => `memory:${percent}`),
];
/** The response rate of the goals, for which savings, chart and two campaigns are reported. */
const standardResponse = 0.77;
const liftedCaps: Caps = {
  perDay: 1,
  perWeekPerCampaign: 7,
  perWeek: 7,
  spanDays: 1,
  questionsPerMail: 100,
};
const mostLearners = 100_000;

/**
 * `simulate`: arms under three truths and several response rates, with one campaign and, at the
 * middle rate, two at once. Needs neither database nor service.
 */
export async function simulateCommand(_deps: unknown, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, options, usage);
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is not understood.`, usage);
  const learners = readWhole('learners', values.learners, 2, mostLearners);
  const seed = readWhole('seed', values.seed, 0, 2 ** 31 - 1);
  const rates = readRates(values.response);
  const arms = readArms(values.arms?.split(',') ?? standardArms);
  const truths = values.truths === undefined ? defaultTruths : await loadTruths(values.truths);
  const caps = values['no-caps'] ? liftedCaps : standardCaps;
  const middle = rates.includes(standardResponse) ? standardResponse : (rates[0] ?? 0);
  const settings = [
    ...rates.map((response) => ({ response, campaigns: 1 })),
    { response: middle, campaigns: 2 },
  ];
  const shared = { shape: standardShape, caps, spread: truths.spread, learners, seed };
  const results = settings.flatMap((setting) =>
    makeTruths(truths).map((truth) => runTrial({ ...shared, ...setting, truth }, arms)),
  );
  const main = results.filter((one) => one.response === middle && one.campaigns === 1);
  if (values.csv !== undefined) await writeFile(values.csv, simulationCsv(results));
  if (values.svg !== undefined) await writeFile(values.svg, simulationChart(main));
  return {
    json: {
      arms: arms.map((arm) => arm.name),
      truths: truthNames,
      default: defaultArmName,
      savings: savingsOf(main),
      learners,
      seed,
      response: middle,
      capped: !values['no-caps'],
      results,
    },
    text: `${simulationTable(results)}\n\nStandard / default: ${defaultArmName}`,
    exitCode: 0,
  };
}

/** By truth, what the default arm's family saves against `12-24`; null where it cannot be said. */
function savingsOf(results: readonly TrialResult[]): Record<string, number | null> {
  return Object.fromEntries(
    results.map(({ truth, saved }) => {
      const family = defaultArmName.startsWith('gain') ? saved.gain : saved.even;
      return [truth, family === null ? null : Math.round(family.mean * 1000) / 1000];
    }),
  );
}

function readWhole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`--${name} ${text}: give a whole number from ${least} to ${most}.`, usage);
  return value;
}

function readRates(text: string): number[] {
  return text.split(',').map((part) => {
    const rate = Number(part);
    if (part.trim() === '' || !(rate > 0 && rate < 1))
      throw new UsageError(`--response ${part}: give a share between 0 and 1, as 0.77.`, usage);
    return rate;
  });
}

function readArms(names: readonly string[]): Arm[] {
  return [...new Set(names.map((name) => name.trim()))].map((name) => {
    const read = parseArm(name, 'simulate');
    if ('problem' in read) throw new UsageError(read.problem, usage);
    return read.arm;
  });
}

async function loadTruths(path: string): Promise<Truths> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--truths ${path} cannot be read (${error.code}).`, usage);
  });
  const read = readTruths(text);
  if ('problem' in read) throw new UsageError(`--truths ${path}: ${read.problem}`, usage);
  return read.truths;
}
