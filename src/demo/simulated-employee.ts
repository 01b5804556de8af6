import { spreadFraction } from '../spacing/spread.ts';

/** How a simulated employee treats one mail. Everything follows from the address and the mail, so a run repeats itself. */
export type Behaviour =
  | { answers: false }
  /** `hours` of virtual time after the mail came. */
  | ({ answers: true; hours: number } & Answering);

/** What they mean to answer. */
export type Answering = { right: boolean; wrongPick: number };

/** Shares of the staff, summing up to 1; the rest never answers. */
const prompt = 0.45;
const late = 0.25;
const sometimes = 0.15;
const rightShare = 0.76;

/**
 * Decides what one simulated employee does with one mail: some answer the same day, some days
 * later, some now and then, some never, and some are wrong.
 */
export function behave(address: string, messageId: string): Behaviour {
  const person = fraction(`person ${address}`);
  const occasion = fraction(`occasion ${messageId}`);
  const right = fraction(`right ${messageId}`) < rightShare;
  const wrongPick = fraction(`pick ${messageId}`);
  const answer = (hours: number): Behaviour => ({ answers: true, hours, right, wrongPick });
  if (person < prompt) return answer(occasion * 8);
  if (person < prompt + late) return answer(20 + occasion * 200);
  if (person < prompt + late + sometimes && occasion < 0.5) return answer(occasion * 60);
  return { answers: false };
}

/** FNV-1a (32 bit) of the text, mixed to a fraction between 0 and 1. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return spreadFraction(hash);
}

/** What one form asks, as its page shows it. */
export type Form = {
  hidden: [name: string, value: string][];
  options: { id: string; label: string }[];
  /** Several may be chosen. */
  several: boolean;
  /** The link chose an option already: then there is a link an option. */
  tapped: boolean;
  /** The question may be skipped. */
  maySkip: boolean;
};

/** One in so many skips a question that may be skipped. */
const skipping = 0.2;

/**
 * The ids a simulated employee chooses, given which options are right; undefined: skips the
 * question. Whoever is wrong about several right options misses one, or takes one too many.
 */
export function pickOptions(
  how: Answering,
  { options, several, maySkip }: Pick<Form, 'options' | 'several' | 'maySkip'>,
  isRight: (label: string) => boolean,
): string[] | undefined {
  const ids = options.map(({ id }) => id);
  const right = options.flatMap(({ id, label }) => (isRight(label) ? [id] : []));
  const any = ids.slice(Math.floor(how.wrongPick * ids.length)).slice(0, 1);
  if (maySkip) return how.wrongPick < skipping ? undefined : any;
  if (how.right) return right.length > 0 ? right : ids.slice(0, 1);
  const [toggled] = any;
  if (several && right.length > 1)
    return ids.filter((id) => right.includes(id) !== (id === toggled));
  const wrong = ids.filter((id) => !right.includes(id));
  const picked = wrong[Math.floor(how.wrongPick * wrong.length)] ?? ids[0];
  return picked === undefined ? [] : [picked];
}

/**
 * Answer links in a mail's source, in the order of the options. Reads quoted-printable by
 * hand: a full parse of every mail would cost more than sending it.
 */
export function answerLinks(raw: string): string[] {
  const text = raw.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  const links = text.match(/https?:\/\/[^\s"'<>]+\/a\/[A-Za-z0-9_-]+/g) ?? [];
  return [...new Set(links)];
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The form of an answer page: hidden inputs, and the options with what they say. */
export function readForm(page: string): Form | undefined {
  const form: Form = {
    ...{ hidden: [], options: [], several: false, tapped: false },
    maySkip: /<button\b[^>]*\bname="skip"/.test(page),
  };
  for (const [, input = '', after = ''] of page.matchAll(
    /<input\b([^>]*)>(?:<span>(.*?)<\/span>)?/gs,
  )) {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1];
    const [name, value, type] = [attribute('name'), attribute('value'), attribute('type')];
    if (name === undefined || value === undefined) continue;
    if (type === 'hidden') form.hidden.push([name, value]);
    else {
      form.options.push({ id: value, label: readText(after) });
      form.several ||= type === 'checkbox';
      form.tapped ||= /\bchecked\b/.test(input);
    }
  }
  return form.hidden.some(([name]) => name === 'token') ? form : undefined;
}

/** Text content of a piece of markup. */
export function readText(html: string): string {
  const text = html.replace(/<[^>]*>/g, '');
  return text
    .replace(/&(amp|lt|gt|quot);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
    .trim();
}
