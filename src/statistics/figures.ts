/** Numbers of people, as DESIGN section 1 defines them; whoever has no address is in none. */
export type Figures = {
  invited: number;
  delivered: number;
  failed: number;
  started: number;
  completed: number;
};

/** The figures that come of answers, and so are guarded against being told exactly (DESIGN rule 11). */
export const guarded = ['started', 'completed'] as const;
export type Guarded = (typeof guarded)[number];

export const nobody: Figures = { invited: 0, delivered: 0, failed: 0, started: 0, completed: 0 };

export function plus(a: Figures, b: Figures): Figures {
  return {
    invited: a.invited + b.invited,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    started: a.started + b.started,
    completed: a.completed + b.completed,
  };
}
