import type { Course } from '../course/course.ts';
import { type MailboxEntry, readMailboxIndex } from '../platform/mailbox-index.ts';
import { readMessage } from '../platform/mailbox-store.ts';
import { type Answering, answerLinks, behave, pickOption, readForm } from './simulated-employee.ts';

export type Simulation = {
  /** Reads what has come in and answers what is due at this virtual time; returns when all is answered. */
  act(now: Date): Promise<void>;
  counts(): { received: number; answered: number; refused: number };
};

type Intention = { at: number; links: string[]; behaviour: Answering };

const parallel = 16;
const hour = 3_600_000;

/** Simulated employees: they see nothing but the mailbox and the pages, as real ones would. */
export function createSimulation(deps: { dir: string; courses: readonly Course[] }): Simulation {
  const isRight = rightTexts(deps.courses);
  let offset = 0;
  let intentions: Intention[] = [];
  const counts = { received: 0, answered: 0, refused: 0 };

  async function readNew(now: Date): Promise<void> {
    const { entries, next } = await readMailboxIndex(deps.dir, { after: offset });
    offset = next;
    counts.received += entries.length;
    for (const entry of entries) {
      const intention = await intend(entry, now);
      if (intention !== undefined) intentions.push(intention);
    }
  }

  async function intend(entry: MailboxEntry, now: Date): Promise<Intention | undefined> {
    const behaviour = behave(entry.to[0] ?? '', entry.messageId);
    if (!behaviour.answers) return undefined;
    const raw = await readMessage(deps.dir, entry.id);
    const links = raw === undefined ? [] : answerLinks(raw.toString('latin1'));
    if (links.length === 0) return undefined;
    return { at: now.getTime() + behaviour.hours * hour, links, behaviour };
  }

  async function answerDue(now: Date): Promise<void> {
    const due = intentions.filter((intention) => intention.at <= now.getTime());
    if (due.length === 0) return;
    intentions = intentions.filter((intention) => intention.at > now.getTime());
    const worker = async () => {
      for (let next = due.pop(); next !== undefined; next = due.pop()) {
        const { answered, refused } = await answerMail(next.links, next.behaviour, isRight);
        counts.answered += answered;
        counts.refused += refused;
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
  }

  return {
    async act(now) {
      await readNew(now);
      await answerDue(now);
    },
    counts: () => ({ ...counts }),
  };
}

/**
 * Answers every question of a mail: the first link leads to its own question, and the link after
 * that question's options to the one it repeats.
 */
async function answerMail(links: readonly string[], how: Answering, isRight: IsRight) {
  const counts = { answered: 0, refused: 0 };
  for (let at = 0; at < links.length; ) {
    const given = await openAndAnswer(links[at] ?? '', how, isRight);
    if (given === undefined) {
      counts.refused++;
      break;
    }
    counts.answered++;
    at += given.options;
  }
  return counts;
}

/** Opens the page as a browser does, picks an option and sends the form it finds there. */
async function openAndAnswer(link: string, how: Answering, isRight: IsRight) {
  const headers = { 'x-nanokurs-simulated': '1' };
  const shown = await fetch(link, { headers });
  const form = readForm(await shown.text());
  if (!shown.ok || form === undefined) return undefined;
  const right = form.options.findIndex(({ label }) => isRight(label));
  const picked = form.options[pickOption(how, Math.max(0, right), form.options.length)];
  if (picked === undefined) return undefined;
  const body = new URLSearchParams([...form.hidden, ['option', picked.id]]);
  const sent = await fetch(new URL('/a', link), { method: 'POST', headers, body });
  await sent.arrayBuffer();
  return sent.ok ? { options: form.options.length } : undefined;
}

type IsRight = (label: string) => boolean;

/** Tells right options by their text, as somebody who knows the answer would. */
function rightTexts(courses: readonly Course[]): IsRight {
  const right = courses.flatMap((course) =>
    course.lessons.flatMap((lesson) =>
      Object.values(lesson.text).flatMap((text) =>
        text.question.options.flatMap((option) => (option.correct ? [option.text] : [])),
      ),
    ),
  );
  return (label) => right.some((text) => label.endsWith(text));
}
