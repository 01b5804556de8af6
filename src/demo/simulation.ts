import { baselineOptions } from '../course/baseline-question.ts';
import type { Course, LessonText } from '../course/course.ts';
import { type MailboxEntry, readMailboxIndex } from '../platform/mailbox-index.ts';
import { readMessage } from '../platform/mailbox-store.ts';
import {
  type Answering,
  answerLinks,
  behave,
  type Form,
  pickOptions,
  readForm,
} from './simulated-employee.ts';
import { formLink, openAndFill } from './simulated-form.ts';

export type Simulation = {
  /** Reads what has come in and answers what is due at this virtual time; returns when all is answered. */
  act(now: Date): Promise<void>;
  /** `answered` counts answers to questions of lessons; forms sent in are counted by themselves. */
  counts(): { received: number; answered: number; refused: number; forms: number };
};

type Intention = { at: number; links: string[]; form: string | undefined; behaviour: Answering };

const parallel = 16;
const hour = 3_600_000;

/** Simulated employees: they see nothing but the mailbox and the pages, as real ones would. */
export function createSimulation(deps: { dir: string; courses: readonly Course[] }): Simulation {
  const isRight = rightTexts(deps.courses);
  let offset = 0;
  let intentions: Intention[] = [];
  const counts = { received: 0, answered: 0, refused: 0, forms: 0 };

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
    const text = raw?.toString('latin1') ?? '';
    const [links, form] = [answerLinks(text), formLink(text)];
    if (links.length === 0 && form === undefined) return undefined;
    return { at: now.getTime() + behaviour.hours * hour, links, form, behaviour };
  }

  async function answerDue(now: Date): Promise<void> {
    const due = intentions.filter((intention) => intention.at <= now.getTime());
    if (due.length === 0) return;
    intentions = intentions.filter((intention) => intention.at > now.getTime());
    const worker = async () => {
      for (let next = due.pop(); next !== undefined; next = due.pop()) {
        if (next.form !== undefined) {
          const taken = await openAndFill(next.form, next.behaviour, isRight);
          counts[taken ? 'forms' : 'refused']++;
          continue;
        }
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
 * those of that question to the one it repeats.
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
    at += given.links;
  }
  return counts;
}

/** More steps than any question has. */
const mostSteps = 4;

/**
 * Opens the page as a browser does, and fills in the form it finds there, and the next one where
 * the answer leads to one. `links` is how many links of the mail lead to this question.
 */
export async function openAndAnswer(link: string, how: Answering, isRight: IsRight) {
  const headers = { 'x-nanokurs-simulated': '1' };
  const shown = await fetch(link, { headers });
  const first = readForm(await shown.text());
  if (!shown.ok || first === undefined) return undefined;
  let form: Form | undefined = first;
  for (let step = 0; form !== undefined; step++) {
    const picked = pickOptions(how, form, isRight);
    const chosen = picked?.map((id) => ['option', id]) ?? [['skip', '1']];
    const body = new URLSearchParams([...form.hidden, ...chosen]);
    const sent: Response = await fetch(new URL('/a', link), { method: 'POST', headers, body });
    const page = await sent.text();
    if (!sent.ok || step === mostSteps) return undefined;
    form = readForm(page);
  }
  return { links: first.tapped ? first.options.length : 1 };
}

type IsRight = (label: string) => boolean;

/** Tells right options by their text, as somebody who knows the answer would. */
function rightTexts(courses: readonly Course[]): IsRight {
  const forms = courses.flatMap((course) =>
    (course.baseline ?? []).flatMap((question) =>
      baselineOptions(question).flatMap(({ correct, text }) =>
        correct === true ? Object.values(text) : [],
      ),
    ),
  );
  const lessons = courses.flatMap((course) =>
    course.lessons.flatMap((lesson) =>
      [lesson.text, ...Object.values(lesson.variants ?? {})]
        .flatMap((text) => (text === undefined ? [] : Object.values<LessonText>(text)))
        .flatMap((text) =>
          [text.question, text.question.second].flatMap((step) =>
            (step?.options ?? []).flatMap((option) => (option.correct ? [option.text] : [])),
          ),
        ),
    ),
  );
  const right = [...lessons, ...forms];
  return (label) => right.some((text) => label.endsWith(text));
}
