import { tokenCreateCommand } from './access/token-create.command.ts';
import {
  campaignChangeCommand,
  campaignListCommand,
  campaignUpdateCommand,
} from './campaign/campaign.command.ts';
import { campaignCreateCommand } from './campaign/campaign-create.command.ts';
import { campaignTestCommand } from './delivery/campaign-test.command.ts';
import { mailTestCommand } from './delivery/mail-test.command.ts';
import { personEraseCommand, personShowCommand } from './delivery/person.command.ts';
import { sendingCommand } from './delivery/sending.command.ts';
import type { CommandResult } from './platform/command.ts';
import { loadConfig } from './platform/config.ts';
import { AppError, errorCatalogue } from './platform/errors.ts';
import { createLog } from './platform/log.ts';
import { openResources, type Resources } from './resources.ts';
import { departmentListCommand, departmentShowCommand } from './roster/department.command.ts';
import {
  departmentMergeCommand,
  departmentMoveCommand,
  departmentRenameCommand,
} from './roster/department-change.command.ts';
import { rosterHeldCommand } from './roster/held.command.ts';
import { rosterImportCommand } from './roster/roster-import.command.ts';
import { rosterMappingCommand } from './roster/roster-mapping.command.ts';
import { rosterProfileCommand } from './roster/roster-profile.command.ts';
import { rosterHistoryCommand, rosterUndoCommand } from './roster/roster-undo.command.ts';
import { scimCommand } from './roster/scim.command.ts';
import { campaignStatusCommand } from './statistics/campaign-status.command.ts';

type CommandDeps = Resources & { now: Date };
type Command = { help: string; run(deps: CommandDeps, argv: string[]): Promise<CommandResult> };

const commands: Record<string, Command> = {
  'roster import': { help: 'FILE [--yes]  personallista in / roster in', run: rosterImportCommand },
  'roster history': { help: 'inläsningar / imports', run: rosterHistoryCommand },
  'roster undo': { help: 'ID  ångra en inläsning / undo an import', run: rosterUndoCommand },
  'roster held': {
    help: 'list|accept ID|reject ID  adresser att granska / addresses to review',
    run: rosterHeldCommand,
  },
  'person show': {
    help: 'NUMBER  anställning och mejl / employment and mails',
    run: personShowCommand,
  },
  'person erase': {
    help: 'NUMBER --yes  ta bort för alltid / remove for good',
    run: personEraseCommand,
  },
  'department list': { help: '[--closed]  organisationen / the tree', run: departmentListCommand },
  'department show': {
    help: 'CODE  en enhet, med historik / with its history',
    run: departmentShowCommand,
  },
  'department rename': {
    help: 'CODE NAME [--from DATE]  nytt namn / new name',
    run: departmentRenameCommand,
  },
  'department move': {
    help: 'CODE --under CODE|top [--from DATE]  flytta / move',
    run: departmentMoveCommand,
  },
  'department merge': {
    help: 'CODE,CODE --into CODE [--from DATE]  slå ihop / merge',
    run: departmentMergeCommand,
  },
  'roster mapping': {
    help: 'FILE [--map "COLUMN=FIELD"]  vad kolumnerna är / what columns hold',
    run: rosterMappingCommand,
  },
  'roster profile': {
    help: 'save NAME [FILE]|list|show NAME|delete NAME  minns en fil / remember a file',
    run: rosterProfileCommand,
  },
  'roster scim': {
    help: 'pending | confirm N | mode employees|addresses  katalogen / directory',
    run: scimCommand,
  },
  'campaign create': {
    help: '--course SLUG --start DATE --until DATE --every 14d  nytt utskick / new campaign',
    run: campaignCreateCommand,
  },
  'campaign list': { help: 'alla utskick / all campaigns', run: campaignListCommand },
  'campaign status': {
    help: 'ID [--as then|now]  genomförande per enhet / completion',
    run: campaignStatusCommand,
  },
  'campaign pause': {
    help: 'ID  pausa / pause',
    run: (deps, argv) => campaignChangeCommand(deps, 'pause', argv),
  },
  'campaign resume': {
    help: 'ID  fortsätt / go on',
    run: (deps, argv) => campaignChangeCommand(deps, 'resume', argv),
  },
  'campaign end': {
    help: 'ID  avsluta / end',
    run: (deps, argv) => campaignChangeCommand(deps, 'end', argv),
  },
  'campaign update': {
    help: 'ID [--yes]  ny kursversion / new course version',
    run: campaignUpdateCommand,
  },
  'campaign test': { help: 'ID --to ADDRESS  provmejl / test mails', run: campaignTestCommand },
  'token create': {
    help: '--role admin|hr|leader [--department CODE]  API-nyckel',
    run: tokenCreateCommand,
  },
  sending: { help: 'stop|start|status  allt mejl / all mail', run: sendingCommand },
  'mail test': { help: 'ADDRESS  prova mejlservern / try the relay', run: mailTestCommand },
  migrate: {
    help: 'uppdatera databasen / bring the database up to date',
    run: async () => ({
      json: { migrated: true },
      text: 'Databasen är uppdaterad. / The database is up to date.',
      exitCode: 0,
    }),
  },
};

async function main(argv: string[]): Promise<number> {
  if (argv[0] === 'demo') {
    const { demoCommand } = await import('./demo/demo.command.ts');
    return demoCommand(argv.slice(1));
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
  const resources = await openResources(config, {
    log: createLog(config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL),
  });
  try {
    const now = await resources.clock.now();
    const result = await command.run(
      { ...resources, now },
      argv.slice(name.split(' ').length).filter((word) => word !== '--json'),
    );
    print(result, argv.includes('--json'));
    return result.exitCode;
  } finally {
    await resources.close();
  }
}

function print(result: CommandResult, asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(result.json)}\n`);
    if (result.exitCode !== 0) process.stderr.write(`${result.text}\n`);
  } else process.stdout.write(`${result.text}\n`);
}

function helpText(): string {
  const lines = Object.entries(commands).map(([name, { help }]) => `  ${name.padEnd(18)} ${help}`);
  return `Nanokurs. Kommandon / commands (npm run -s nanokurs -- COMMAND [--json]):\n${lines.join('\n')}\n  demo               [--once]  provkörning / trial run\n`;
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
