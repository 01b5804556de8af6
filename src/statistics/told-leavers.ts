import { type Figures, type Guarded, guarded, nobody, plus } from './figures.ts';
import { signature } from './pattern.ts';
import type { Known, PastPiece, Place, Room, Strand } from './shown.ts';
import { isInside, type Placing } from './shown-parts.ts';

/** Who went together, and how many of them others might be, for all that can be known. */
type Piece = {
  /** Where they stood: the atom, and the rows. */
  key: string;
  /** The batch that left the total together: its sum is known. */
  batch: string;
  /** Those who left a row together, whose sum is known too; undefined while rows count them. */
  group: string | undefined;
  people: number;
  count: number;
  /** By how many more, or fewer, of them may have done it, as others in their place. */
  up: number;
  down: number;
  blocks: Set<Place>;
};

/** What is told of leavers in a figure; `blocks`: whose figures of today make it so. */
export type ToldLeavers = { figure: Guarded; blocks: Place[] };

type Leavers = Pick<Placing, 'strands' | 'figures' | 'pattern' | 'came'>;

/**
 * Leavers who would be told: of fewer than k who left one department in one batch it could be
 * computed how many have done it, from the sums of batches (the fall of the total), of groups (the
 * fall of rows), and of rows. A piece is open where it may be one more or less while another piece
 * of the same sum is one less or more: a way round in the graph whose edges are pieces and whose
 * nodes are the sums. Rows bind no piece as long as somebody in them may change places with it.
 * `held`: the row that a block is only seen as a part of, where rows are held back.
 */
export function toldLeavers(
  placing: Leavers,
  rules: { k: number; known: ReadonlyMap<number, Known> },
  held: (block: Place) => Place = (block) => block,
): ToldLeavers[] {
  if (!placing.strands.some(({ out }) => out !== undefined) && placing.came.length === 0) return [];
  return guarded.flatMap((figure) => {
    const { pieces: left, news } = piecesOf(placing, figure, rules.known, held);
    const earlier = placing.came.map(
      ({ batch, group, people, [figure]: room }): Piece => ({
        key: '',
        batch,
        group,
        people,
        ...room,
        blocks: new Set(),
      }),
    );
    const pieces = withoutPlain([...left.values(), ...earlier]);
    const told = toldPieces(pieces, rules.k);
    if (told.length === 0) return [];
    const batches = new Set(told.map(({ batch }) => batch));
    const blocks = new Set<Place>();
    for (const piece of pieces)
      if (batches.has(piece.batch))
        for (const block of piece.blocks) if (news.has(block)) blocks.add(block);
    return [{ figure, blocks: [...blocks] }];
  });
}

type Sums = {
  batches: ReadonlyMap<string, readonly Piece[]>;
  groups: ReadonlyMap<string, readonly Piece[]>;
  /** By batch, of those whom rows still count. */
  ups: ReadonlyMap<string, number>;
  downs: ReadonlyMap<string, number>;
};

function toldPieces(pieces: readonly Piece[], k: number): Piece[] {
  const [ups, downs] = [new Map<string, number>(), new Map<string, number>()];
  const groups = new Map<string, Piece[]>();
  const batches = Map.groupBy(pieces, ({ batch }) => batch);
  for (const piece of pieces) {
    const { batch, group, up, down } = piece;
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), piece]);
    else {
      ups.set(batch, (ups.get(batch) ?? 0) + up);
      downs.set(batch, (downs.get(batch) ?? 0) + down);
    }
  }
  const sums = { batches, groups, ups, downs };
  return pieces.filter((piece) => {
    const { batch, group, people, count, up, down } = piece;
    if (up + down === 0 || (people >= k && isInside(count, people))) return false;
    if (group === undefined) {
      const others = { up: (ups.get(batch) ?? 0) - up, down: (downs.get(batch) ?? 0) - down };
      if ((up > 0 && others.down > 0) || (down > 0 && others.up > 0)) return false;
    }
    return !(up > 0 && isOpen(piece, sums, true)) && !(down > 0 && isOpen(piece, sums, false));
  });
}

/** True where the piece may be one more (or less) with every sum as it is known. */
function isOpen(piece: Piece, { batches, groups, ups, downs }: Sums, more: boolean): boolean {
  // A batch that is reached has one too many (too few): another of its pieces must give way.
  const seen = new Set([piece.batch]);
  const open = [piece.batch];
  const reach = (batch: string) => {
    if (!seen.has(batch)) open.push(batch);
    seen.add(batch);
  };
  for (let batch = open.pop(); batch !== undefined; batch = open.pop())
    for (const one of batches.get(batch) ?? []) {
      if (one === piece || (more ? one.down : one.up) === 0) continue;
      if (one.group === piece.group) return true;
      if (one.group === undefined) {
        for (const [next, room] of more ? ups : downs) if (room > 0) reach(next);
      } else {
        for (const next of groups.get(one.group) ?? [])
          if (next !== one && (more ? next.up : next.down) > 0) reach(next.batch);
      }
    }
  return false;
}

type Atom = { rest: Figures; later: number; first: number; block: Place; atom: number };

/** The pieces of all who were counted out, and the blocks that tell more today than before. */
function piecesOf(
  { strands, figures, pattern }: Leavers,
  figure: Guarded,
  known: ReadonlyMap<number, Known>,
  held: (block: Place) => Place,
  only?: ReadonlySet<number>,
) {
  const keys = strands.map((one) => `${one.atom}/${signature(one, pattern)}`);
  const atoms = new Map<string, Atom>();
  for (const [at, { id, atom, since, present, gone }] of strands.entries()) {
    const key = keys[at] as string;
    if (gone || !figures.get(id)?.invited) continue;
    const seen = atoms.get(key);
    if (seen !== undefined) seen.first = Math.min(seen.first, since);
    else {
      const block = held(pattern.present.block.get(present) ?? null);
      atoms.set(key, { rest: nobody, later: 0, first: since, block, atom });
    }
  }
  const blocks = new Map<Place, Figures>();
  for (const [at, { id, since, last }] of strands.entries()) {
    const atom = atoms.get(keys[at] as string);
    if (atom === undefined || last !== undefined) continue;
    const people = figures.get(id) ?? nobody;
    if (since !== atom.first) {
      atom.later += people.invited;
      continue;
    }
    atom.rest = plus(atom.rest, people);
    blocks.set(atom.block, plus(blocks.get(atom.block) ?? nobody, people));
  }
  const news = new Set<Place>();
  const mostUndone = (one: Atom): number => {
    const all = blocks.get(one.block) ?? nobody;
    const { rest } = one;
    const least = known.get(one.atom)?.[figure].least ?? 0;
    const before = Math.min(least, rest[figure]);
    const today = all[figure] - (all.invited - rest.invited);
    // What was known before may have been about those who came later.
    if (today > Math.min(least - one.later, rest[figure])) news.add(one.block);
    const open = rest.invited - Math.max(before, today);
    return Math.max(rest.invited - rest[figure], Math.min(open, all.invited - all[figure]));
  };
  const firsts = new Map<string, number>();
  for (const [at, { id, since }] of strands.entries())
    if (figures.get(id)?.invited)
      firsts.set(keys[at] as string, Math.min(firsts.get(keys[at] as string) ?? since, since));
  const pieces = new Map<string, Piece>();
  for (const [at, strand] of strands.entries()) {
    const { id, since, gone, last, raise, back } = strand;
    if (last === undefined || !figures.get(id)?.invited || only?.has(id) === false) continue;
    const key = keys[at] as string;
    const { batch, group, name } = sumsOf(strand, key);
    const atom = atoms.get(key);
    const piece: Piece = pieces.get(name) ?? {
      key,
      batch,
      group,
      people: 0,
      count: 0,
      up: 0,
      down: 0,
      blocks: new Set(),
    };
    pieces.set(name, piece);
    // Who came later may be known to have done nothing, and then hides nobody.
    if (since !== firsts.get(key)) continue;
    piece.people += last.invited;
    piece.count += last[figure];
    if (gone || back?.rows) {
      piece.up = piece.people - piece.count;
      piece.down = piece.count;
    } else if (atom !== undefined) {
      piece.up += raise?.[figure] ?? 0;
      piece.down = Math.min(piece.down + last[figure], mostUndone(atom));
      piece.blocks.add(atom.block);
    }
  }
  return { pieces, news };
}

/**
 * The pieces of some who are to be counted as they stand from now on (`now`, by strand). By then
 * whoever changes places with somebody takes over what that one did since, so those who have done
 * it by now cannot stand for one more.
 */
export function pastPieces(
  placing: Leavers,
  known: ReadonlyMap<number, Known>,
  now: ReadonlyMap<number, Figures>,
): PastPiece[] {
  const only = new Set(now.keys());
  const [started, completed] = (['started', 'completed'] as const).map(
    (figure) => piecesOf(placing, figure, known, (block) => block, only).pieces,
  );
  const undone = new Map<string, Figures>();
  for (const one of placing.strands) {
    const figures = now.get(one.id);
    if (figures === undefined) continue;
    const { name } = sumsOf(one, `${one.atom}/${signature(one, placing.pattern)}`);
    undone.set(name, plus(undone.get(name) ?? nobody, figures));
  }
  const roomOf = (piece: Piece | undefined, name: string, figure: Guarded): Room => {
    const { count = 0, up = 0, down = 0 } = piece ?? {};
    const people = undone.get(name) ?? nobody;
    return { count, up: Math.min(up, people.invited - people[figure]), down };
  };
  return [...(started ?? [])].map(([name, piece]) => ({
    batch: piece.batch,
    group: piece.group,
    people: piece.people,
    started: roomOf(piece, name, 'started'),
    completed: roomOf(completed?.get(name), name, 'completed'),
  }));
}

/**
 * True where some of a place and others who left with them are told apart, and one of both has nobody
 * in its row to change places with. Together they were not all or none: of the other the sum may be
 * known, and then their row tells of those few.
 */
export function isCutOff(
  placing: Leavers,
  { k, known }: { k: number; known: ReadonlyMap<number, Known> },
  some: ReadonlySet<number>,
  others: ReadonlySet<number>,
): boolean {
  return guarded.some((figure) => {
    const byKey = (only: ReadonlySet<number>) => {
      const { pieces } = piecesOf(placing, figure, known, (block) => block, only);
      return new Map([...pieces.values()].map((piece) => [piece.key, piece]));
    };
    const rest = byKey(others);
    return [...byKey(some)].some(([key, piece]) => {
      const other = rest.get(key);
      if (other === undefined) return false;
      const count = piece.count + other.count;
      if (count === 0 || count === piece.people + other.people) return false;
      return [piece, other].some(
        (one) => one.up + one.down === 0 && !(one.people >= k && isInside(one.count, one.people)),
      );
    });
  });
}

/** The sums that some of a place are in; `name` is that of their piece. */
function sumsOf({ gone, out, back }: Strand, key: string) {
  const batch = back?.batch ?? batchOf(out, key);
  const group = back?.group ?? (gone ? key : undefined);
  return { batch, group, name: `${batch} ${group} ${key}` };
}

/** The name of those who left the total together: in a turn, or with the group that left a row. */
export function batchOf(out: number | undefined, group: string): string {
  return out === undefined ? `of ${group}` : `${out}`;
}

/** Groups that went out of row and total at once hide nothing in each other, nor do all or none. */
function withoutPlain(pieces: readonly Piece[]): Piece[] {
  const groups = Map.groupBy(pieces, ({ group }) => group);
  return pieces.filter(({ batch, group }) => {
    if (group === undefined) return true;
    const parts = groups.get(group) ?? [];
    const count = parts.reduce((sum, one) => sum + one.count, 0);
    const people = parts.reduce((sum, one) => sum + one.people, 0);
    return (parts.length > 1 || batch !== batchOf(undefined, group)) && count > 0 && count < people;
  });
}
