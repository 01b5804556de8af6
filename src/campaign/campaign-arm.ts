import { AppError } from '../platform/errors.ts';
import type { Arm } from '../spacing/arm.ts';
import { defaultArmName, parseArm } from '../spacing/arm-names.ts';

/** What a campaign gets that names none: what the simulation carries (docs/spacing.md). */
export const defaultArm = defaultArmName;

/** The rule by which a campaign's questions come back. @throws AppError BAD_REQUEST */
export function armNamed(name: string): Arm {
  const parsed = parseArm(name);
  if ('arm' in parsed) return parsed.arm;
  throw new AppError('BAD_REQUEST', parsed.problem);
}
