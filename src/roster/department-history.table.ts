declare module '../platform/database.ts' {
  interface Tables {
    department_history: DepartmentHistoryTable;
  }
}

/**
 * What a department was called and where it stood, from `valid_from` up to, not including,
 * `valid_to`. Written by the database itself; the service only states the time.
 */
export type DepartmentHistoryTable = {
  department_id: number;
  valid_from: Date;
  valid_to: Date | null;
  name: string;
  parent_id: number | null;
};
