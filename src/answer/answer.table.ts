declare module '../platform/database.ts' {
  interface Tables {
    answers: AnswerTable;
  }
}

/** The one answer to an asking; `department_id` is the department it was given in. */
export type AnswerTable = {
  asking_id: number;
  enrolment_id: number;
  delivery_id: number | null;
  department_id: number | null;
  options: string[];
  correct: boolean;
  /** How the answer came, e.g. `link`: possession of a link is not identity. */
  evidence: string;
  answered_at: Date;
};
