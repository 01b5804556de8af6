import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    departments: DepartmentTable;
    employees: EmployeeTable;
    employments: EmploymentTable;
    holds: HoldTable;
    roster_imports: RosterImportTable;
    roster_rows: RosterRowTable;
    roster_images: RosterImageTable;
    roster_held: RosterHeldTable;
  }
}

export type DepartmentTable = {
  id: Generated<number>;
  code: string;
  name: string;
  parent_id: number | null;
  created_at: Generated<Date>;
  closed_at: Date | null;
  /** The department that took its people; its code is then an alias of that one's. */
  merged_into: Generated<number | null>;
  merged_at: Generated<Date | null>;
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
  /** Not employed at present, since then: has left, or is still to begin (`begins_on`). */
  left_at: Date | null;
  /** Local date; set for whoever is not employed yet, or not again yet. */
  begins_on: Generated<string | null>;
  /** The address-only source that the address, the language came from. */
  email_source: Generated<string | null>;
  language_source: Generated<string | null>;
  /** When name and address went (rule 15). */
  anonymised_at: Generated<Date | null>;
  /** Imports that made and last wrote the row; null for any other hand. */
  created_by_import: Generated<number | null>;
  changed_by_import: Generated<number | null>;
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
  /** The source whose absences it repeats; null where a person made it. */
  source: Generated<string | null>;
};

export type RosterImportTable = {
  id: Generated<number>;
  source: string;
  file_name: string;
  kind: Generated<'people' | 'addresses'>;
  status: 'staged' | 'applied' | 'discarded' | 'undone';
  /** Fingerprint of the state the diff was made against. */
  base: string;
  summary: unknown;
  created_at: Generated<Date>;
  applied_at: Date | null;
  undone_at: Generated<Date | null>;
};

/** A row as it was before an import; `after` is kept for departments alone. */
export type RosterImageTable = {
  id: Generated<number>;
  import_id: number;
  employee_id: number | null;
  department_id: number | null;
  before: unknown;
  after: unknown;
};

export type RosterHeldTable = {
  id: Generated<number>;
  source: string;
  number: string;
  person: unknown;
  import_id: number;
  replaced_by_import: number | null;
  created_at: Date;
};

export type RosterRowTable = { import_id: number; row_number: number; content: unknown };
