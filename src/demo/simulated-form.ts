import { spreadFraction } from '../spacing/spread.ts';
import { type Answering, readText } from './simulated-employee.ts';

/** The link to a form in a mail's source; undefined in a mail that asks questions itself. */
export function formLink(raw: string): string | undefined {
  const text = raw.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  return /https?:\/\/[^\s"'<>]+\/b\/[A-Za-z0-9_-]+/.exec(text)?.[0];
}

/** A question of a form as its page shows it: the name of its inputs, and what can be chosen. */
export type FormQuestion = { name: string; options: { id: string; label: string }[] };

/** The page of a form: hidden inputs, and its questions. */
export function readQuestions(
  page: string,
): { hidden: [string, string][]; questions: FormQuestion[]; isAfter: boolean } | undefined {
  const hidden: [string, string][] = [];
  const questions = new Map<string, FormQuestion>();
  for (const [, input = '', label = ''] of page.matchAll(
    /<input\b([^>]*)>(?:<span>(.*?)<\/span>)?/gs,
  )) {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1];
    const [name, value, type] = [attribute('name'), attribute('value'), attribute('type')];
    if (name === undefined || value === undefined) continue;
    if (type === 'hidden') hidden.push([name, value]);
    else {
      const question = questions.get(name) ?? { name, options: [] };
      question.options.push({ id: value, label: readText(label) });
      questions.set(name, question);
    }
  }
  if (questions.size === 0) return undefined;
  const isAfter = /Efter kursen|After the course/.test(page);
  return { hidden, questions: [...questions.values()], isAfter };
}

/** One in so many leaves a question blank. */
const blank = 0.1;
/** How often somebody knows the answer, before the course and after it. */
const [knowsBefore, knowsAfter] = [0.45, 0.8];

/**
 * What a simulated employee ticks: a scale one step higher after the course than before it, and
 * the right option more often. Everything follows from the mail, so a run repeats itself.
 */
export function tick(
  { name, options }: FormQuestion,
  how: Pick<Answering, 'wrongPick'>,
  isAfter: boolean,
  isRight: (label: string) => boolean,
): string | undefined {
  const chance = spreadFraction(
    Math.floor(how.wrongPick * 1e6) +
      ([...name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7) % 1e6),
  );
  if (chance < blank) return undefined;
  const right = options.filter(({ label }) => isRight(label));
  if (right.length === 0) {
    const at = Math.floor(chance * (options.length - 1)) + (isAfter ? 1 : 0);
    return options[at]?.id;
  }
  const among = chance < (isAfter ? knowsAfter : knowsBefore) ? right : options;
  return among[Math.floor(chance * 997) % among.length]?.id;
}

/** Opens the form as a browser does and sends it in; false where it was refused. */
export async function openAndFill(
  link: string,
  how: Answering,
  isRight: (label: string) => boolean,
): Promise<boolean> {
  const shown = await fetch(link);
  const form = readQuestions(await shown.text());
  if (!shown.ok || form === undefined) return false;
  const ticked = form.questions.flatMap((question) => {
    const id = tick(question, how, form.isAfter, isRight);
    return id === undefined ? [] : [[question.name, id] as [string, string]];
  });
  const body = new URLSearchParams([...form.hidden, ...ticked]);
  const sent = await fetch(new URL('/b', link), { method: 'POST', body });
  await sent.arrayBuffer();
  return sent.ok;
}
