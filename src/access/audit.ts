import type { AuditAction } from '../platform/audit-entry.ts';
import type { Role, TokenRole } from './role.ts';

/** Who did it: the operating system's user at a command line, an API token, or a user in the browser. */
export type AuditActor =
  | { kind: 'command'; name: string }
  | { kind: 'token'; id: number; role: TokenRole }
  /** Signing in is done in no role. */
  | { kind: 'user'; id: number; role: Role | null };

/** The staff list itself ends and suspends roles: the database writes that down. */
export type ShownActor = AuditActor | { kind: 'roster' };

/** A row of the audit trail as it is shown. */
export type ShownAudit = {
  id: number;
  at: Date;
  recordedAt: Date;
  actor: ShownActor;
  action: AuditAction;
  subject: string;
  details: Readonly<Record<string, number>>;
};

/** What was done, as the end of a sentence that begins with who. */
export const auditWords: Record<AuditAction, { sv: string; en: string }> = {
  'calendar.change': { sv: 'ändrade kalendern', en: 'changed the calendar' },
  'campaign.create': { sv: 'skapade utskicket', en: 'created the campaign' },
  'campaign.end': { sv: 'avslutade utskicket', en: 'ended the campaign' },
  'campaign.last-day': { sv: 'flyttade sista dagen', en: 'moved the last day' },
  'campaign.pause': { sv: 'pausade utskicket', en: 'paused the campaign' },
  'campaign.resume': { sv: 'fortsatte utskicket', en: 'resumed the campaign' },
  'campaign.test': { sv: 'skickade provmejl till sig', en: 'sent test mails to themselves' },
  'campaign.update': { sv: 'bytte kursversion', en: 'changed the course version' },
  'caps.change': { sv: 'ändrade antalet mejl per person', en: 'changed the mails per person' },
  'delivery.resend': { sv: 'skickade oklara mejl igen', en: 'sent unclear mails again' },
  'delivery.test': { sv: 'provade mejlservern', en: 'tried the relay' },
  'delivery.write-off': { sv: 'skrev av oklara mejl', en: 'wrote off unclear mails' },
  'department.merge': { sv: 'slog ihop enheter', en: 'merged departments' },
  'department.move': { sv: 'flyttade enheten', en: 'moved the department' },
  'department.place': { sv: 'angav arbetsplats', en: 'set the workplace' },
  'department.rename': { sv: 'bytte namn på enheten', en: 'renamed the department' },
  'department.window': { sv: 'ändrade enhetens tider', en: 'changed hours of the department' },
  'department.withdraw': { sv: 'strök en planerad ändring', en: 'withdrew a planned change' },
  'draft.begin': { sv: 'började planera ett utskick', en: 'began to plan a campaign' },
  'draft.change': { sv: 'ändrade ett planerat utskick', en: 'changed a planned campaign' },
  'draft.drop': { sv: 'tog bort ett planerat utskick', en: 'removed a planned campaign' },
  'held.accept': { sv: 'sa: samma person', en: 'said: the same person' },
  'held.reject': { sv: 'sa: en annan person', en: 'said: another person' },
  'hold.add': { sv: 'lade in ett uppehåll', en: 'added a hold' },
  'hold.end': { sv: 'avslutade ett uppehåll', en: 'ended a hold' },
  'person.erase': { sv: 'tog bort en person', en: 'erased a person' },
  'person.list': { sv: 'såg en lista med namn', en: 'looked at a list of names' },
  'person.search': { sv: 'sökte personer', en: 'searched for people' },
  'person.show': { sv: 'såg en persons uppgifter', en: 'looked at a person' },
  'profile.delete': { sv: 'tog bort profilen', en: 'deleted the profile' },
  'profile.save': { sv: 'sparade profilen', en: 'saved the profile' },
  'reminders.change': { sv: 'ändrade påminnelserna', en: 'changed the reminders' },
  'roster.discard': { sv: 'kastade en personallista', en: 'discarded a roster' },
  'roster.import': { sv: 'läste in personallistan', en: 'imported the roster' },
  'roster.upload': { sv: 'lämnade en personallista', en: 'handed in a roster' },
  'roster.undo': { sv: 'ångrade inläsningen', en: 'undid the import' },
  'scim.change': { sv: 'ändrade ett konto', en: 'changed an account' },
  'scim.confirm': { sv: 'bekräftade avslut', en: 'confirmed leavers' },
  'scim.create': { sv: 'lade till ett konto', en: 'added an account' },
  'scim.mode': { sv: 'valde vad konton är', en: 'chose what accounts are' },
  'scim.remove': { sv: 'tog bort ett konto', en: 'removed an account' },
  'scim.replace': { sv: 'ersatte ett konto', en: 'replaced an account' },
  'sending.limit': { sv: 'ändrade mejlserverns gränser', en: 'changed the limits of the relay' },
  'sending.start': { sv: 'startade alla utskick', en: 'started all sending' },
  'sending.stop': { sv: 'stoppade alla utskick', en: 'stopped all sending' },
  'statistics.export': { sv: 'hämtade siffror som fil', en: 'downloaded figures' },
  'statistics.k': { sv: 'ändrade minsta grupp som visas', en: 'changed the smallest group shown' },
  'token.create': { sv: 'skapade API-nyckeln', en: 'created the API token' },
  'token.revoke': { sv: 'spärrade API-nyckeln', en: 'revoked the API token' },
  'user.add': { sv: 'lade till användaren', en: 'added the user' },
  'user.grant': { sv: 'gav användaren behörighet', en: 'gave the user a role' },
  'user.left': { sv: 'avslutade behörigheter', en: 'ended roles of the user' },
  'user.remove': { sv: 'tog bort användaren', en: 'removed the user' },
  'user.review': { sv: 'granskade användaren', en: 'reviewed the user' },
  'user.revoke': { sv: 'tog tillbaka behörighet', en: 'revoked a role of the user' },
  'user.sign-in': { sv: 'loggade in', en: 'signed in' },
  'user.sign-out': { sv: 'avslutade inloggningar', en: 'ended sessions of the user' },
  'user.suspend': { sv: 'lät behörigheter vila', en: 'suspended roles of the user' },
};

/** All codes that there are. */
export const auditActions = Object.keys(auditWords) as AuditAction[];

const width = 80;
const indent = 18;

/** The rows in words, Swedish time, at most 80 columns. */
export function auditText(rows: readonly ShownAudit[]): string {
  if (rows.length === 0) return 'Inget är antecknat. / Nothing is recorded.';
  return [line('Tid / time', 'Vem / who', 'Vad / what', ''), ...rows.flatMap(rowLines)].join('\n');
}

/** Year to minute in Sweden. */
export function swedishTime(at: Date): string {
  const local = at.toTemporalInstant().toZonedDateTimeISO('Europe/Stockholm').toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

function rowLines({ at, actor, action, subject, details }: ShownAudit): string[] {
  const { sv, en } = auditWords[action];
  const counts = Object.entries(details).map(([name, count]) => `${name} ${count}`);
  return [
    line(swedishTime(at), actorText(actor), action, subject),
    ...fill([`${sv} / ${en}${counts.length > 0 ? ':' : ''}`, ...counts]),
  ];
}

function actorText(actor: ShownActor): string {
  if (actor.kind === 'roster') return 'personallistan/roster';
  if (actor.kind === 'command') return `${short(actor.name, 16)} (kommando)`;
  const what = actor.kind === 'token' ? 'nyckel/token' : 'användare/user';
  return `${what} ${actor.id}${actor.role === null ? '' : ` (${actor.role})`}`;
}

function line(time: string, who: string, what: string, subject: string): string {
  const start = `${time.padEnd(16)}  ${short(who, 27).padEnd(27)}  ${what.padEnd(17)}  `;
  return `${start}${short(subject, width - start.length)}`.trimEnd();
}

/** As many parts on a line as it has room for. */
function fill(parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && indent + last.length + 1 + part.length <= width)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines.map((text) => `${' '.repeat(indent)}${text}`);
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
