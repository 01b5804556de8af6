import type { Arm } from './arm.ts';
import { evenArm } from './arm-even.ts';
import { gainArm } from './arm-gain.ts';
import { memoryArm } from './arm-memory.ts';
import { noneArm } from './arm-none.ts';
import { publishedArm } from './arm-published.ts';

/** What a campaign gets that says nothing; docs/spacing.md says why. */
export const defaultArmName = 'even:2';

/** The arms a campaign may choose. */
export const campaignArmForms = 'even:1 … even:20, 12-24, none';

const families: Record<string, { most: number; make: (n: number) => Arm; simulateOnly?: true }> = {
  even: { most: 20, make: (n) => evenArm(n) },
  gain: { most: 20, make: (n) => gainArm(n), simulateOnly: true },
  memory: { most: 99, make: (n) => memoryArm(n), simulateOnly: true },
};

/**
 * The arm of that name, or what is wrong with it in words.
 * @param where `gain:N` and `memory:P` exist in `simulate` only.
 */
export function parseArm(
  text: string,
  where: 'campaign' | 'simulate' = 'campaign',
): { arm: Arm } | { problem: string } {
  if (text === 'none') return { arm: noneArm };
  if (text === '12-24') return { arm: publishedArm };
  const [, name = '', digits = ''] = /^([a-z]+):(\d{1,3})$/.exec(text) ?? [];
  const family = families[name];
  const n = Number(digits);
  const forms =
    where === 'simulate'
      ? `${campaignArmForms}, gain:1 … gain:20, memory:1 … memory:99`
      : campaignArmForms;
  if (family === undefined)
    return { problem: `"${text}" is no way of repeating. Choose one of: ${forms}.` };
  if (family.simulateOnly && where === 'campaign')
    return { problem: `"${text}" exists in the command simulate only. Choose one of: ${forms}.` };
  if (n < 1 || n > family.most)
    return { problem: `"${text}": the number must be from 1 to ${family.most}.` };
  return { arm: family.make(n) };
}
