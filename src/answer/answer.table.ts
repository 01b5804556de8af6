declare module '../platform/database.ts' {
  interface Tables {
    answers: AnswerTable;
    answer_steps: AnswerStepTable;
  }
}

/** The one answer to an asking; `department_id` is the department it was given in. */
export type AnswerTable = {
  asking_id: number;
  enrolment_id: number;
  delivery_id: number | null;
  department_id: number | null;
  /** Of a scenario the options of both steps; of a stance none, whatever was chosen. */
  options: string[];
  /** Null for a stance, which is not graded. */
  correct: boolean | null;
  /** How the answer came, e.g. `link`: possession of a link is not identity. */
  evidence: string;
  answered_at: Date;
};

/** The first step of a scenario, kept as it was first answered. */
export type AnswerStepTable = { asking_id: number; options: string[]; correct: boolean };
