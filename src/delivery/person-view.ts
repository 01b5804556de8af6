import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { inputField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { dayElement, dayText, numberText, timeElement } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { summaryList } from '../web/components/summary-list.ts';
import { table } from '../web/components/table.ts';
import { tag } from '../web/components/tag.ts';
import { replyAdvice } from './explain-outcome.ts';
import { peopleTexts } from './people-texts.ts';
import { standingTag } from './people-view.ts';
import { withoutAddresses } from './without-addresses.ts';

type State = keyof (typeof peopleTexts)['sv']['states'];
type Hold = { from: string; until: string | null; reason: string };

export type PersonView = {
  language: Language;
  csrfToken: string;
  /** The local day. */
  today: string;
  person: {
    id: number;
    source: string;
    number: string;
    firstName: string;
    lastName: string;
    email: string | null;
    language: Language;
    title: string | null;
    leftAt: Date | null;
    begins: string | null;
    departments: readonly { code: string; name: string }[];
    employments: readonly {
      department: string;
      title: string | null;
      form: string | null;
      startsOn: string | null;
      endsOn: string | null;
    }[];
    holds: readonly Hold[];
  };
  /** Names of departments, by code. */
  names: ReadonlyMap<string, string>;
  /** Now and to come. */
  holds: readonly (Hold & { id: number; importedFrom: string | null })[];
  mails: readonly {
    kind: 'lesson' | 'baseline' | 'announcement';
    campaign: number;
    course: string;
    lesson: number;
    day: string;
    state: State;
    sentAt: Date | null;
    reply: string | null;
  }[];
  /** True where there are older ones that are not listed. */
  more: boolean;
  /** What was written in the form for a hold, where it came back. */
  sent: { from: string; until: string; reason: string };
  errors: readonly { field: string; text: string }[];
};

/** What HR may know of a person: never what anyone answers (DESIGN rule 11). */
export function personBody(view: PersonView): string {
  const { language, person } = view;
  const text = peopleTexts[language];
  const { id } = person;
  return html`!${errorSummary(language, view.errors)}<h1>${nameOf(language, person)}</h1>
!${facts(view)}
<h2>${text.employments}</h2>
!${employments(view)}
<h2 id="holds">${text.holds}</h2>
!${holds(view)}
<h2 id="mails">${text.mails}</h2>
!${mails(view)}
<h2>${text.erase}</h2>
<p><a class="button danger" href="/people/${id}/erase">${text.erase}</a></p>`;
}

/** A name, or what stands for one that has reached its end. */
export function nameOf(
  language: Language,
  person: { firstName: string; lastName: string; number: string },
): string {
  const name = `${person.firstName} ${person.lastName}`.trim();
  return name || `${person.number} (${peopleTexts[language].nameless})`;
}

function facts({ language, person }: PersonView): string {
  const text = peopleTexts[language];
  const path = person.departments.map(
    ({ code, name }) =>
      html`<li><a href="/departments/${encodeURIComponent(code)}">${name} (${code})</a></li>`,
  );
  return summaryList([
    { name: text.number, value: html`${person.number}` },
    { name: text.source, value: html`${person.source}` },
    {
      name: text.email,
      value: person.email === null ? tag(text.noEmail, 'warn') : html`${person.email}`,
    },
    { name: text.language, value: text.languages[person.language] },
    { name: text.state, value: standingTag(language, person) },
    { name: text.place, value: path.length === 0 ? '–' : html`<ol class="path">!${path}</ol>` },
  ]);
}

function employments({ language, person, names }: PersonView): string {
  const text = peopleTexts[language];
  if (person.employments.length === 0)
    return emptyState({ title: text.noEmployments, text: text.noEmploymentsText });
  const day = (value: string | null) => (value === null ? '–' : dayElement(language, value));
  const columns = [text.department, text.jobTitle, text.form, text.from, text.until];
  return table({
    stacked: true,
    caption: text.employments,
    captionHidden: true,
    columns: columns.map((head) => ({ head })),
    rows: person.employments.map(({ department, title, form: kind, startsOn, endsOn }) => [
      html`${names.has(department) ? `${names.get(department)} (${department})` : department}`,
      html`${title ?? '–'}`,
      html`${kind ?? '–'}`,
      day(startsOn),
      day(endsOn),
    ]),
  });
}

function holds(view: PersonView): string {
  const { language, person, today } = view;
  const text = peopleTexts[language];
  const until = (day: string | null) => (day === null ? text.openEnd : dayElement(language, day));
  const now = view.holds.map((hold) => [
    dayElement(language, hold.from),
    until(hold.until),
    html`${hold.reason || '–'}`,
    hold.importedFrom === null
      ? form(view, {
          action: `/people/${person.id}/holds/${hold.id}/end`,
          submit: text.end,
          about: `${text.from} ${dayText(language, hold.from)}`,
          look: 'quiet',
          inline: true,
        })
      : html`!${tag(text.byImport)} ${text.byImportText}`,
  ]);
  const past = person.holds.filter((hold) => hold.until !== null && hold.until < today);
  const earlier = past.map(
    (hold) =>
      html`<li>!${dayElement(language, hold.from)} – !${until(hold.until)}. ${hold.reason}</li>`,
  );
  const columns = [text.from, text.until, text.reason, text.endHold].map((head) => ({ head }));
  const current = table({
    stacked: true,
    caption: text.holds,
    captionHidden: true,
    columns,
    rows: now,
  });
  return html`<p>${text.holdsText}</p>
!${now.length === 0 ? html`<p>${text.noHolds}</p>` : current}
!${past.length === 0 ? '' : html`<details><summary>${text.pastHolds}</summary><ul>!${earlier}</ul></details>`}
!${person.leftAt !== null && person.begins === null ? '' : holdForm(view)}`;
}

function holdForm(view: PersonView): string {
  const { language, person, sent, errors } = view;
  const text = peopleTexts[language];
  const errorOf = (name: string) => {
    const found = errors.find(({ field }) => field === name);
    return found === undefined ? {} : { error: found.text };
  };
  const body = [
    inputField({
      name: 'from',
      label: text.holdFrom,
      type: 'date',
      value: sent.from,
      ...errorOf('from'),
    }),
    inputField({
      name: 'until',
      label: text.holdUntil,
      hint: text.holdUntilHint,
      type: 'date',
      value: sent.until,
      ...errorOf('until'),
    }),
    inputField({
      name: 'reason',
      label: text.holdReason,
      hint: text.holdReasonHint,
      maxLength: 200,
      value: sent.reason,
      ...errorOf('reason'),
    }),
  ];
  const added = form(view, {
    action: `/people/${person.id}/holds`,
    body: body.join(''),
    submit: text.addHold,
    look: 'quiet',
  });
  return html`<details !${errors.length > 0 ? 'open' : ''}><summary>${text.addHold}</summary>!${added}</details>`;
}

const looks = { sent: 'good', failed: 'bad', unknown: 'warn' } as Partial<
  Record<State, 'good' | 'bad' | 'warn'>
>;

function mails({ language, mails: all, more }: PersonView): string {
  const text = peopleTexts[language];
  if (all.length === 0)
    return html`<p>${text.mailsText}</p>!${emptyState({ title: text.noMails, text: text.noMailsText })}`;
  const rows = all.map((mail) => [
    mail.sentAt === null ? dayElement(language, mail.day) : timeElement(language, mail.sentAt),
    html`${text.kinds[mail.kind](mail.lesson)}`,
    html`${mail.course} (${mail.campaign})`,
    tag(text.states[mail.state], looks[mail.state] ?? 'plain'),
    mail.state === 'failed' || mail.state === 'unknown' ? replyText(language, mail.reply) : '',
  ]);
  const columns = [text.day, text.mail, text.campaign, text.state, text.reply];
  return html`<p>${text.mailsText}</p>
!${table({
    stacked: true,
    caption: text.mails,
    captionHidden: true,
    columns: columns.map((head) => ({ head })),
    rows,
  })}
!${more ? html`<p>${text.mostMails(numberText(language, all.length))}</p>` : ''}`;
}

function replyText(language: Language, reply: string | null): string {
  if (reply === null) return '–';
  const advice = replyAdvice(reply, language);
  return html`!${advice === undefined ? '' : html`<p>${advice}</p>`}<p class="muted small" lang="en">${withoutAddresses(reply)}</p>`;
}
