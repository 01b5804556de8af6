import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    departments: DepartmentTable;
    employees: EmployeeTable;
    employments: EmploymentTable;
    holds: HoldTable;
    roster_imports: RosterImportTable;
    roster_rows: RosterRowTable;
  }
}

export type DepartmentTable = {
  id: Generated<number>;
  code: string;
  name: string;
  parent_id: number | null;
  created_at: Generated<Date>;
  closed_at: Date | null;
};

export type EmployeeTable = {
  id: Generated<number>;
  source: string;
  employment_number: string;
  first_name: string;
  last_name: string;
  email: string | null;
  language: Generated<'sv' | 'en'>;
  title: string | null;
  department_id: number | null;
  created_at: Generated<Date>;
  left_at: Date | null;
};

export type EmploymentTable = {
  id: Generated<number>;
  employee_id: number;
  department_id: number;
  title: string | null;
  form: string | null;
  /** Local dates, YYYY-MM-DD. */
  starts_on: string | null;
  ends_on: string | null;
};

export type HoldTable = {
  id: Generated<number>;
  employee_id: number;
  /** Local dates, both included; no end date means until further notice. */
  from_on: string;
  until_on: string | null;
  reason: string;
  created_at: Generated<Date>;
};

export type RosterImportTable = {
  id: Generated<number>;
  source: string;
  file_name: string;
  status: 'staged' | 'applied' | 'discarded';
  /** Fingerprint of the state the diff was made against. */
  base: string;
  summary: unknown;
  created_at: Generated<Date>;
  applied_at: Date | null;
};

export type RosterRowTable = { import_id: number; row_number: number; content: unknown };
