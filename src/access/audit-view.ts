import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import type { AuditAction } from '../platform/audit-entry.ts';
import { inputField, selectField } from '../web/components/field.ts';
import { searchForm } from '../web/components/form.ts';
import { timeElement } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { pagination, withQuery } from '../web/components/pagination.ts';
import { table } from '../web/components/table.ts';
import { auditActions, auditWords, type ShownActor, type ShownAudit } from './audit.ts';
import { countsText } from './audit-counts-view.ts';
import { roleNames } from './role.ts';

export const auditTexts = {
  sv: {
    title: 'Logg',
    lead: 'Vem som har ändrat något, hämtat ut något eller tittat på en person, och när. Inga namn på medarbetare står här; personer står som nummer.',
    from: 'Från och med',
    until: 'Till och med',
    action: 'Vad',
    who: 'Vem',
    all: 'Alla',
    filter: 'Visa',
    filterLabel: 'Välj vad loggen visar',
    time: 'När',
    what: 'Vad',
    subject: 'Gäller',
    counts: 'Antal',
    none: 'Inget är antecknat',
    noneText: 'Inget i loggen passar det du valt. Välj en längre tid eller Alla.',
    user: 'Användare',
    token: 'API-nyckel',
    command: 'Kommandoraden',
    roster: 'Personallistan',
    removed: 'borttagen',
    caption: 'Det senaste först',
  },
  en: {
    title: 'Log',
    lead: 'Who has changed something, exported something or looked at a person, and when. No names of employees stand here; people are numbers.',
    from: 'From',
    until: 'Until',
    action: 'What',
    who: 'Who',
    all: 'All',
    filter: 'Show',
    filterLabel: 'Choose what the log shows',
    time: 'When',
    what: 'What',
    subject: 'About',
    counts: 'Counts',
    none: 'Nothing is recorded',
    noneText: 'Nothing in the log fits what you chose. Choose a longer time or All.',
    user: 'User',
    token: 'API token',
    command: 'Command line',
    roster: 'The staff list',
    removed: 'removed',
    caption: 'The latest first',
  },
} as const;

/** What the reader chose, as it stands in the address. */
export type AuditChoice = {
  from: string;
  until: string;
  action: string;
  who: string;
  page: number;
};
export type AuditRow = ShownAudit & { address: string | null };

export function auditBody(
  language: Language,
  choice: AuditChoice,
  {
    rows,
    more,
    users,
  }: {
    rows: readonly AuditRow[];
    more: boolean;
    users: readonly { id: number; address: string }[];
  },
): string {
  const text = auditTexts[language];
  const { page, ...rest } = choice;
  const href = (number: number) =>
    withQuery('/audit', { ...rest, page: number > 1 ? number : undefined });
  return html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${filterForm(language, choice, users)}
!${rows.length === 0 ? emptyState({ title: text.none, text: text.noneText }) : rowTable(language, rows)}
!${pagination(language, { page, more, href })}`;
}

function filterForm(
  language: Language,
  choice: AuditChoice,
  users: readonly { id: number; address: string }[],
): string {
  const text = auditTexts[language];
  const all = { value: '', label: text.all };
  const actions = auditActions.map((value) => ({
    value,
    label: capital(auditWords[value][language]),
  }));
  const who = [
    { value: 'command', label: text.command },
    { value: 'roster', label: text.roster },
    { value: 'token', label: text.token },
    ...users.map(({ id, address }) => ({ value: `user:${id}`, label: address })),
  ];
  const fields = [
    inputField({ name: 'from', type: 'date', label: text.from, value: choice.from }),
    inputField({ name: 'until', type: 'date', label: text.until, value: choice.until }),
    selectField({
      name: 'action',
      label: text.action,
      value: choice.action,
      choices: [
        all,
        ...actions.toSorted((one, other) => one.label.localeCompare(other.label, 'sv')),
      ],
    }),
    selectField({ name: 'who', label: text.who, value: choice.who, choices: [all, ...who] }),
  ];
  return searchForm({
    action: '/audit',
    body: fields.join(''),
    submit: text.filter,
    label: text.filterLabel,
  });
}

function rowTable(language: Language, rows: readonly AuditRow[]): string {
  const text = auditTexts[language];
  return table({
    stacked: true,
    caption: text.caption,
    captionHidden: true,
    columns: [text.time, text.who, text.what, text.subject, text.counts].map((head) => ({ head })),
    rows: rows.map(({ at, actor, address, action, subject, details }) => [
      timeElement(language, at),
      html`${whoText(language, actor, address)}`,
      html`${capital(wordOf(action, language))}`,
      html`${subject}`,
      html`${countsText(language, details)}`,
    ]),
  });
}

function whoText(language: Language, actor: ShownActor, address: string | null): string {
  const text = auditTexts[language];
  if (actor.kind === 'roster') return text.roster;
  if (actor.kind === 'command') return `${actor.name} (${text.command.toLowerCase()})`;
  const role = actor.role === null ? '' : `, ${roleNames[actor.role][language].toLowerCase()}`;
  if (actor.kind === 'token') return `${text.token} ${actor.id}${role}`;
  return `${address ?? `${text.user} ${actor.id} (${text.removed})`}${role}`;
}

/** A code that a later version wrote is shown as it is. */
function wordOf(action: AuditAction, language: Language): string {
  return (auditWords as Partial<typeof auditWords>)[action]?.[language] ?? action;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
