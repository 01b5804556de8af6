import type { Generated } from 'kysely';
import type { DepartmentChange } from './department-change.ts';

declare module '../platform/database.ts' {
  interface Tables {
    department_plans: DepartmentPlanTable;
  }
}

/** `failed` could not be carried out when its day came, for the reason in `problem`. */
export type PlanState = 'planned' | 'done' | 'failed' | 'withdrawn';

export type DepartmentPlanTable = {
  id: Generated<number>;
  /** A `DepartmentChange`. */
  change: DepartmentChange;
  valid_from: Date;
  state: Generated<PlanState>;
  problem: string | null;
  /** By the service's now, which may be virtual. */
  planned_at: Date;
  settled_at: Date | null;
};
