import { userInfo } from 'node:os';
import { auditListCommand } from './access/audit.command.ts';
import { audited } from './access/audit.service.ts';
import type { AuditActor } from './access/audit.ts';
import { tokenCreateCommand } from './access/token-create.command.ts';
import { tokenListCommand } from './access/token-list.command.ts';
import { tokenRevokeCommand } from './access/token-revoke.command.ts';
import {
  userAddCommand,
  userGrantCommand,
  userImportCommand,
  userListCommand,
  userRemoveCommand,
  userReviewCommand,
  userRevokeCommand,
} from './access/user.command.ts';
import { calendarCommand } from './campaign/calendar.command.ts';
import {
  campaignChangeCommand,
  campaignListCommand,
  campaignUpdateCommand,
} from './campaign/campaign.command.ts';
import { campaignCreateCommand } from './campaign/campaign-create.command.ts';
import { capsCommand } from './campaign/caps.command.ts';
import { departmentWindowCommand } from './campaign/department-window.command.ts';
import { holdCommand } from './campaign/hold.command.ts';
import { remindersCommand } from './campaign/reminders.command.ts';
import { workplaceCommand } from './campaign/workplace.command.ts';
import { contentNewCommand } from './course/content-new.command.ts';
import { campaignPlanCommand } from './delivery/campaign-plan.command.ts';
import { campaignTestCommand } from './delivery/campaign-test.command.ts';
import { type ContentDeps, contentCheckCommand } from './delivery/content-check.command.ts';
import { contentPreviewCommand } from './delivery/content-preview.command.ts';
import { createLessonMails } from './delivery/lesson-mail.loader.ts';
import { mailTestCommand } from './delivery/mail-test.command.ts';
import { personEraseCommand, personShowCommand } from './delivery/person.command.ts';
import { sendingCommand } from './delivery/sending.command.ts';
import { sendingLimitCommand } from './delivery/sending-limit.command.ts';
import type { CommandResult } from './platform/command.ts';
import { type Config, loadConfig } from './platform/config.ts';
import { AppError, errorCatalogue } from './platform/errors.ts';
import { createLog, type Log } from './platform/log.ts';
import {
  type BareResources,
  contentDirs,
  mailSettings,
  openBareResources,
  openResources,
  type Resources,
} from './resources.ts';
import { departmentListCommand, departmentShowCommand } from './roster/department.command.ts';
import {
  departmentMergeCommand,
  departmentMoveCommand,
  departmentRenameCommand,
} from './roster/department-change.command.ts';
import { departmentPlannedCommand } from './roster/department-planned.command.ts';
import { rosterHeldCommand } from './roster/held.command.ts';
import { rosterImportCommand } from './roster/roster-import.command.ts';
import { rosterMappingCommand } from './roster/roster-mapping.command.ts';
import { rosterProfileCommand } from './roster/roster-profile.command.ts';
import { rosterHistoryCommand, rosterUndoCommand } from './roster/roster-undo.command.ts';
import { scimCommand } from './roster/scim.command.ts';
import { simulateCommand } from './spacing/simulate.command.ts';
import { campaignBaselineCommand } from './statistics/campaign-baseline.command.ts';
import { campaignStatusCommand } from './statistics/campaign-status.command.ts';
import { statisticsKCommand } from './statistics/statistics-k.command.ts';

/** `terminal` is where a person can watch progress; absent where nobody does. */
type Invocation = Pick<Resources, 'db'> & { now: Date; terminal?: NodeJS.WriteStream };
type Command = {
  help: string;
  /** It changes something or looks at a person: in one transaction with its audit row. */
  audited?: true;
} & (
  | {
      /** It needs the courses' files read. */
      courses: true;
      run(deps: Resources & Invocation, argv: string[]): Promise<CommandResult>;
    }
  | {
      courses?: never;
      run(deps: BareResources & Invocation, argv: string[]): Promise<CommandResult>;
    }
);

const commands: Record<string, Command> = {
  'roster import': {
    help: 'FILE [--yes]  personallista in / roster in',
    audited: true,
    run: rosterImportCommand,
  },
  'roster history': { help: 'inläsningar / imports', run: rosterHistoryCommand },
  'roster undo': {
    help: 'ID  ångra en inläsning / undo an import',
    audited: true,
    run: rosterUndoCommand,
  },
  'roster held': {
    help: 'list|accept ID|reject ID  adresser att granska / addresses to review',
    audited: true,
    run: rosterHeldCommand,
  },
  'person show': {
    help: 'NUMBER  anställning och mejl / employment and mails',
    audited: true,
    run: personShowCommand,
  },
  'person erase': {
    help: 'NUMBER --yes  ta bort för alltid / remove for good',
    audited: true,
    run: personEraseCommand,
  },
  'department list': { help: '[--closed]  organisationen / the tree', run: departmentListCommand },
  'department show': {
    help: 'CODE  en enhet, med historik / with its history',
    run: departmentShowCommand,
  },
  'department rename': {
    help: 'CODE NAME [--from DATE]  nytt namn / new name',
    audited: true,
    run: departmentRenameCommand,
  },
  'department move': {
    help: 'CODE --under CODE|top [--from DATE]  flytta / move',
    audited: true,
    run: departmentMoveCommand,
  },
  'department merge': {
    help: 'CODE,CODE --into CODE [--from DATE]  slå ihop / merge',
    audited: true,
    run: departmentMergeCommand,
  },
  'department planned': {
    help: '[--all] [--withdraw NUMBER]  på väg / to come',
    audited: true,
    run: departmentPlannedCommand,
  },
  'department window': {
    help: '[CODE 22:00-05:00 [--weekdays 1-5] | CODE --none]  egna tider / own hours',
    audited: true,
    run: departmentWindowCommand,
  },
  'department workplace': {
    help: '[CODE [WORKPLACE|none] | --default WORKPLACE]  scenarier / scenarios',
    audited: true,
    run: workplaceCommand,
  },
  hold: {
    help: 'add NUMBER FROM [UNTIL]|list|end ID|NUMBER  uppehåll / no mails for a while',
    audited: true,
    run: holdCommand,
  },
  calendar: {
    help: 'show [YEAR]|close FROM UNTIL NAME|open NAME|eve NAME on|off  lediga dagar / free days',
    audited: true,
    run: calendarCommand,
  },
  caps: {
    help: 'show|set  mejl per person och vecka / mails a person and week',
    audited: true,
    run: capsCommand,
  },
  reminders: {
    help: 'show|set 5,10|none  påminnelser / reminders',
    audited: true,
    run: remindersCommand,
  },
  'roster mapping': {
    help: 'FILE [--map "COLUMN=FIELD"]  vad kolumnerna är / what columns hold',
    run: rosterMappingCommand,
  },
  'roster profile': {
    help: 'save NAME [FILE]|list|show NAME|delete NAME  minns en fil / remember a file',
    audited: true,
    run: rosterProfileCommand,
  },
  'roster scim': {
    help: 'pending | confirm N | mode employees|addresses  katalogen / directory',
    audited: true,
    run: scimCommand,
  },
  'campaign create': {
    help: '--course SLUG --start DATE --until DATE --every 14d  nytt utskick / new campaign',
    audited: true,
    courses: true,
    run: campaignCreateCommand,
  },
  'campaign plan': {
    help: 'ID | som create, visar bara / as create, shows only  [--response 0.6]',
    courses: true,
    run: campaignPlanCommand,
  },
  'campaign list': { help: 'alla utskick / all campaigns', run: campaignListCommand },
  'campaign status': {
    help: 'ID [--as then|now]  genomförande per enhet / completion',
    run: campaignStatusCommand,
  },
  'campaign baseline': {
    help: 'ID  före och efter kursen / before and after',
    run: campaignBaselineCommand,
  },
  'campaign pause': {
    help: 'ID  pausa / pause',
    audited: true,
    run: (deps, argv) => campaignChangeCommand(deps, 'pause', argv),
  },
  'campaign resume': {
    help: 'ID  fortsätt / go on',
    audited: true,
    run: (deps, argv) => campaignChangeCommand(deps, 'resume', argv),
  },
  'campaign end': {
    help: 'ID  avsluta / end',
    audited: true,
    run: (deps, argv) => campaignChangeCommand(deps, 'end', argv),
  },
  'campaign update': {
    help: 'ID [--yes]  ny kursversion / new course version',
    audited: true,
    courses: true,
    run: campaignUpdateCommand,
  },
  'campaign test': { help: 'ID --to ADDRESS  provmejl / test mails', run: campaignTestCommand },
  'token create': {
    help: '--role admin|hr|leader [--department CODE]  API-nyckel',
    audited: true,
    run: tokenCreateCommand,
  },
  'token list': { help: 'API-nycklar / API tokens', run: tokenListCommand },
  'token revoke': {
    help: 'ID  spärra en API-nyckel / revoke a token',
    audited: true,
    run: tokenRevokeCommand,
  },
  'user add': {
    help: 'ADDRESS [--role ROLE [--department CODE]]  användare / user',
    audited: true,
    run: userAddCommand,
  },
  'user grant': {
    help: 'ADDRESS --role ROLE [--department CODE]  behörighet / role',
    audited: true,
    run: userGrantCommand,
  },
  'user revoke': {
    help: 'ADDRESS [--role ROLE] [--department CODE]  ta tillbaka / revoke',
    audited: true,
    run: userRevokeCommand,
  },
  'user review': {
    help: '[ADDRESS --keep|--revoke]  den som har flyttat / who has moved',
    audited: true,
    run: userReviewCommand,
  },
  'user import': {
    help: 'FILE.csv  adress;roll;enhet / address;role;department',
    audited: true,
    run: userImportCommand,
  },
  'user remove': { help: 'ADDRESS  ta bort / remove', audited: true, run: userRemoveCommand },
  'user list': { help: 'vilka som får logga in / who may sign in', run: userListCommand },
  'audit list': {
    help: '[--since DATE] [--limit N]  vem gjorde vad / who did what',
    run: auditListCommand,
  },
  'sending limit': {
    help: '[exchange-online|…] [--per-minute N]  mejlserverns gränser / relay limits',
    audited: true,
    run: sendingLimitCommand,
  },
  sending: { help: 'stop|start|status  allt mejl / all mail', audited: true, run: sendingCommand },
  'mail test': { help: 'ADDRESS  prova mejlservern / try the relay', run: mailTestCommand },
  'statistics k': {
    help: '[N]  minsta grupp som visas / smallest group shown',
    audited: true,
    run: statisticsKCommand,
  },
  migrate: {
    help: 'uppdatera databasen / bring the database up to date',
    run: async () => ({
      json: { migrated: true },
      text: 'Databasen är uppdaterad. / The database is up to date.',
      exitCode: 0,
    }),
  },
};

/** Need files and settings alone: whoever writes lessons runs them without a database. */
const contentCommands: Record<
  string,
  {
    help: string;
    run(
      deps: ContentDeps & { localDir: string | undefined; dataDir: string },
      argv: string[],
    ): Promise<CommandResult>;
  }
> = {
  'content check': {
    help: '[SLUG] [--dir DIR]  prova texterna mot reglerna / check the texts',
    run: contentCheckCommand,
  },
  'content new': {
    help: 'course SLUG | lesson COURSE SLUG [--type T] [--dir DIR]  börja skriva / begin writing',
    run: contentNewCommand,
  },
  'content preview': {
    help: 'SLUG [--lang sv|en] [--variant V] [--out DIR]  se mejlen / see the mails',
    run: contentPreviewCommand,
  },
};

function contentDeps(config: Config) {
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  return {
    dirs: (local = config.LOCAL_CONTENT_DIR) => contentDirs({ LOCAL_CONTENT_DIR: local }),
    mails: createLessonMails(mailSettings(config, publicUrl)),
    // Days of authors and registers are those of the wall, also where a trial has time of its own.
    now: new Date(),
    localDir: config.LOCAL_CONTENT_DIR,
    dataDir: config.NANOKURS_DIR,
  };
}

async function main(argv: string[]): Promise<number> {
  if (argv[0] === 'demo') {
    const { demoCommand } = await import('./demo/demo.command.ts');
    return demoCommand(argv.slice(1));
  }
  if (argv[0] === 'simulate') {
    // Needs neither settings nor a database.
    const rest = argv.slice(1).filter((word) => word !== '--json');
    const simulated = await simulateCommand(undefined, rest);
    print(simulated, argv.includes('--json'));
    return simulated.exitCode;
  }
  const content = contentCommands[argv.slice(0, 2).join(' ')];
  if (content !== undefined) {
    const rest = argv.slice(2).filter((word) => word !== '--json');
    const result = await content.run(contentDeps(loadConfig()), rest);
    print(result, argv.includes('--json'));
    return result.exitCode;
  }
  const name = [argv.slice(0, 2).join(' '), argv[0] ?? ''].find(
    (candidate) => candidate in commands,
  );
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || command === undefined) {
    process.stderr.write(helpText());
    return argv.length === 0 || argv[0] === 'help' || argv[0] === '--help' ? 0 : 2;
  }
  const config = loadConfig();
  // A command's own output is what counts; only trouble is logged beside it, on stderr.
  const { resources, perform } = await open(command, config, {
    log: createLog(config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL),
  });
  try {
    const now = await resources.clock.now();
    const rest = argv.slice(name.split(' ').length).filter((word) => word !== '--json');
    const watched = process.stderr.isTTY && !argv.includes('--json');
    const terminal = watched ? { terminal: process.stderr } : {};
    const run = (db: Resources['db']) => perform({ db, now, ...terminal }, rest);
    const result = command.audited
      ? await audited(resources, now, operator(), run, ({ audit = [] }) => audit)
      : await run(resources.db);
    print(result, argv.includes('--json'));
    return result.exitCode;
  } finally {
    await resources.close();
  }
}

/** What a command needs, and the command with it at hand. */
async function open(command: Command, config: Config, options: { log: Log }) {
  if (command.courses) {
    const resources = await openResources(config, options);
    const perform = (invocation: Invocation, argv: string[]) =>
      command.run({ ...resources, ...invocation }, argv);
    return { resources, perform };
  }
  const resources = await openBareResources(config, options);
  const perform = (invocation: Invocation, argv: string[]) =>
    command.run({ ...resources, ...invocation }, argv);
  return { resources, perform };
}

/** Whoever the operating system says runs the command; in a container that may be a number. */
function operator(): AuditActor {
  try {
    return { kind: 'command', name: userInfo().username };
  } catch {
    return { kind: 'command', name: `uid ${process.getuid?.() ?? '?'}` };
  }
}

function print(result: CommandResult, asJson: boolean): void {
  for (const warning of result.warnings ?? []) process.stderr.write(`${warning}\n`);
  if (asJson) {
    process.stdout.write(`${JSON.stringify(result.json)}\n`);
    if (result.exitCode !== 0) process.stderr.write(`${result.text}\n`);
  } else process.stdout.write(`${result.text}\n`);
}

function helpText(): string {
  const lines = Object.entries({ ...commands, ...contentCommands }).map(
    ([name, { help }]) => `  ${name.padEnd(18)} ${help}`,
  );
  return `Nanokurs. Kommandon / commands (npm run -s nanokurs -- COMMAND [--json]):\n${lines.join('\n')}\n  simulate           [--truths FILE]  jämför repetitionstakter / compare spacing\n  demo               [--once]  provkörning / trial run\n`;
}

function explain(error: AppError): string {
  const entry = errorCatalogue[error.code];
  return [entry.sv, entry.en, error.detail].filter(Boolean).join('\n');
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof AppError ? explain(error) : (error as Error).stack}\n`,
    );
    process.exitCode = error instanceof AppError && error.code === 'BAD_REQUEST' ? 2 : 1;
  },
);
