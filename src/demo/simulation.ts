import type { Course } from '../course/course.ts';
import { type MailboxEntry, readMailboxIndex } from '../platform/mailbox-index.ts';
import { readMessage } from '../platform/mailbox-store.ts';
import { answerLinks, behave, pickOption } from './simulated-employee.ts';

export type Simulation = {
  /** Reads what has come in and answers what is due at this virtual time; returns when all is answered. */
  act(now: Date): Promise<void>;
  counts(): { received: number; answered: number; refused: number };
};

type Intention = { at: number; link: string };

const parallel = 16;
const hour = 3_600_000;

/** Simulated employees: they see nothing but the mailbox and the pages, as real ones would. */
export function createSimulation(deps: { dir: string; courses: readonly Course[] }): Simulation {
  const rightOptions = indexRightOptions(deps.courses);
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
    const right = rightOptions.find((lesson) => entry.subject.includes(lesson.subject))?.right ?? 0;
    const link = links[pickOption(behaviour, right, links.length)];
    return link === undefined ? undefined : { at: now.getTime() + behaviour.hours * hour, link };
  }

  async function answerDue(now: Date): Promise<void> {
    const due = intentions.filter((intention) => intention.at <= now.getTime());
    if (due.length === 0) return;
    intentions = intentions.filter((intention) => intention.at > now.getTime());
    const worker = async () => {
      for (let next = due.pop(); next !== undefined; next = due.pop()) {
        if (await openAndAnswer(next.link)) counts.answered++;
        else counts.refused++;
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

/** Opens the page as a browser does and sends the form it finds there. */
async function openAndAnswer(link: string): Promise<boolean> {
  const headers = { 'x-nanokurs-simulated': '1' };
  const shown = await fetch(link, { headers });
  const form = formFields(await shown.text());
  if (!shown.ok || form === undefined) return false;
  const sent = await fetch(new URL('/a', link), { method: 'POST', headers, body: form });
  await sent.arrayBuffer();
  return sent.ok;
}

/** Hidden inputs and the chosen radio button of an answer page. */
function formFields(page: string): URLSearchParams | undefined {
  const fields = new URLSearchParams();
  for (const [input] of page.matchAll(/<input\b[^>]*>/g)) {
    const name = /\bname="([^"]*)"/.exec(input)?.[1];
    const value = /\bvalue="([^"]*)"/.exec(input)?.[1];
    const type = /\btype="([^"]*)"/.exec(input)?.[1];
    if (name === undefined || value === undefined) continue;
    if (type === 'hidden' || /\schecked\b/.test(input)) fields.append(name, value);
  }
  return fields.has('token') ? fields : undefined;
}

function indexRightOptions(courses: readonly Course[]) {
  return courses.flatMap((course) =>
    course.lessons.flatMap((lesson) =>
      Object.values(lesson.text).map((text) => ({
        subject: text.subject,
        right: text.question.options.findIndex((option) => option.correct),
      })),
    ),
  );
}
