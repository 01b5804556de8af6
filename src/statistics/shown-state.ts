import { type Figures, nobody, plus } from './figures.ts';
import type { Held, Known, PastPiece, Place, Shown, ShownRow, ShownView, Strand } from './shown.ts';

/** Rows as they are kept: plain lists, since there are thousands of them a day. */
type KeptRow = [
  department: number,
  parent: Place,
  // Of a hidden row no more is kept.
  invited?: number | null,
  delivered?: number | null,
  failed?: number | null,
  started?: number | null,
  completed?: number | null,
  asOf?: ShownRow['asOf'],
];
export type KeptView = { rows: KeptRow[]; total: Figures | null };

export function keepView({ rows, total }: ShownView): KeptView {
  return { rows: rows.map(keepRow), total };
}

function keepRow(row: ShownRow): KeptRow {
  const { department, parent, invited, delivered, failed, started, completed, asOf } = row;
  if (invited === null) return [department, parent];
  const kept: KeptRow = [department, parent, invited, delivered, failed, started, completed];
  if (asOf !== undefined) kept.push(asOf);
  return kept;
}

export function readView({ rows, total }: KeptView): ShownView {
  return { rows: rows.map(readRow), total };
}

export function readRow([
  department,
  parent,
  invited = null,
  delivered = null,
  failed = null,
  started = null,
  completed = null,
  asOf,
]: KeptRow): ShownRow {
  const row = { department, parent, invited, delivered, failed, started, completed };
  return asOf === undefined ? row : { ...row, asOf };
}

/** What a day's readers need of the state besides its rows. */
export type DaySummary = {
  k: number;
  hiddenPercent: number;
  /**
   * Who stands still, and as what. `back`: those of them whom the total of the view as it is now
   * counts again; days made before there were any have none.
   */
  gone: { strands: number[]; figures: Figures; back?: Figures };
};

export function summaryOf({ k, hiddenPercent, strands }: Shown): DaySummary {
  const gone = strands.filter(({ last }) => last !== undefined);
  return {
    k,
    hiddenPercent,
    gone: {
      strands: gone.map(({ id }) => id),
      figures: lastOf(gone),
      back: lastOf(gone.filter(({ back }) => back !== undefined)),
    },
  };
}

function lastOf(strands: readonly Strand[]): Figures {
  return strands.reduce((sum, { last }) => plus(sum, last ?? nobody), nobody);
}

type KeptStrand = [
  id: number,
  atom: number,
  since: number,
  past: Place,
  present: Place,
  last?: Figures | null,
  /** Where they were counted out of the total first. */
  out?: [turn: number, started: number, completed: number, gone: 0 | 1] | null,
  /** Where they came back; 1 once they are counted as they stand. */
  back?: [batch: string, group: string, rows: 0 | 1] | 1,
];
type KeptKnown = [atom: number, ...number[]];
type KeptState = {
  day: string;
  turn: number;
  ended: boolean;
  nextId: number;
  strands: KeptStrand[];
  /** Absent before anybody came back. */
  came?: readonly PastPiece[];
  known: KeptKnown[];
  present: [number, Place][];
  past: [number, Place][] | null;
  hidden: number[];
  held: Held[];
  hiddenPercent: number;
};

function keepStrand(strand: Strand): KeptStrand {
  const { id, atom, since, past, present, gone, last, out, raise, back, returned } = strand;
  const { started = 0, completed = 0 } = raise ?? {};
  const left = out === undefined ? null : ([out, started, completed, gone ? 1 : 0] as const);
  if (returned) return [id, atom, since, past, present, null, null, 1];
  if (last === undefined) return [id, atom, since, past, present];
  if (back !== undefined) {
    const { batch, group, rows } = back;
    return [id, atom, since, past, present, last, left && [...left], [batch, group, rows ? 1 : 0]];
  }
  if (left === null) return [id, atom, since, past, present, last];
  return [id, atom, since, past, present, last, [...left]];
}

function readStrand(kept: KeptStrand): Strand {
  const [id, atom, since, past, present, last, left, came] = kept;
  const strand: Strand = { id, atom, since, past, present, gone: false };
  if (came === 1) return { ...strand, returned: true };
  if (last == null) return strand;
  strand.last = last;
  strand.gone = left == null || left[3] === 1;
  if (left != null) {
    const [out, started, completed] = left;
    strand.out = out;
    strand.raise = { started, completed };
  }
  if (came === undefined) return strand;
  const [batch, group, rows] = came;
  return { ...strand, gone: false, back: { batch, group, rows: rows === 1 } };
}

/** Everything but the rows, which the day itself keeps. */
export function keepState(shown: Shown): string {
  const { day, turn, ended, nextId, strands, came, known } = shown;
  const { parents, hidden, held, hiddenPercent } = shown;
  const state: KeptState = {
    day,
    turn,
    ended,
    nextId,
    strands: strands.map(keepStrand),
    ...(came.length > 0 ? { came } : {}),
    known: [...known]
      .map(([atom, { started, completed }]): KeptKnown => {
        const kept = [started.least, started.turn, completed.least, completed.turn];
        const soon = [started.soon ?? 0, completed.soon ?? 0];
        return [atom, ...kept, ...(soon.some((one) => one > 0) ? soon : [])];
      })
      .filter(([, ...kept]) => kept.some((one) => one > 0)),
    present: [...parents.present],
    past: parents.past === parents.present ? null : [...parents.past],
    hidden: [...hidden],
    held,
    hiddenPercent,
  };
  return JSON.stringify(state);
}

export function readState(text: string, k: number, sides: Shown['sides']): Shown {
  const { came = [], ...state } = JSON.parse(text) as KeptState;
  const present = new Map(state.present);
  return {
    ...state,
    came,
    k,
    strands: state.strands.map(readStrand),
    known: new Map(
      state.known.map(
        ([atom, least = 0, turn = 0, most = 0, mostTurn = 0, ...soon]): [number, Known] => {
          const started = { least, turn, ...(soon[0] ? { soon: soon[0] } : {}) };
          const completed = { least: most, turn: mostTurn, ...(soon[1] ? { soon: soon[1] } : {}) };
          return [atom, { started, completed }];
        },
      ),
    ),
    parents: { present, past: state.past === null ? present : new Map(state.past) },
    hidden: new Set(state.hidden),
    sides,
  };
}
