import { defaultArmName } from './arm-names.ts';

/** The arms that a form offers, the usual one first; the command line takes more of them. */
export const campaignArms: readonly string[] = [
  ...new Set([defaultArmName, 'even:1', 'even:2', 'even:3', 'even:4', '12-24', 'none']),
];
