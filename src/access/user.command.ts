import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import {
  addUser,
  type Changed,
  grantRole,
  requireUser,
  reviewUser,
  revokeRoles,
  takeUserAway,
} from './change-user.service.ts';
import { importUsers } from './import-users.service.ts';
import { type Role, roles } from './role.ts';
import { listUsers, type ShownUser } from './user.repository.ts';
import { readUserList } from './user-list.reader.ts';
import { grantsText, usersText } from './user-text.ts';

type Deps = { db: Database };

const usage = {
  add: 'user add ADDRESS [--role admin|hr|leader|reader [--department CODE]] [--language sv|en]',
  grant: 'user grant ADDRESS --role admin|hr|leader|reader [--department CODE]',
  revoke: 'user revoke ADDRESS [--role ROLE] [--department CODE]',
  remove: 'user remove ADDRESS',
  review: 'user review [ADDRESS --keep|--revoke]',
  import: 'user import FILE.csv',
  list: 'user list',
};
const roleOptions = { role: { type: 'string' }, department: { type: 'string' } } as const;

/** `user add ADDRESS`: somebody who may sign in. @throws UsageError; AppError as addUser */
export async function userAddCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const options = { ...roleOptions, language: { type: 'string' } } as const;
  const { values, positionals } = readOptions(argv, options, usage.add);
  const language = (['sv', 'en'] as const).find((one) => one === values.language);
  if (values.language !== undefined && language === undefined)
    throw new UsageError('--language: sv, en', usage.add);
  const grant = readGrant(values, usage.add);
  const address = oneAddress(positionals, usage.add);
  const grants = grant === undefined ? [] : [grant];
  return resultOf(await addUser(deps, { address, language, grants }));
}

/** `user grant ADDRESS --role ROLE`. @throws UsageError; AppError as grantRole */
export async function userGrantCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, roleOptions, usage.grant);
  const grant = readGrant(values, usage.grant);
  if (grant === undefined) throw new UsageError(`--role: ${roles.join(', ')}`, usage.grant);
  const user = await requireUser(deps.db, oneAddress(positionals, usage.grant));
  return resultOf(await grantRole(deps, user.id, grant));
}

/** `user revoke ADDRESS`: the roles that fit, at once. @throws UsageError; AppError as revokeRoles */
export async function userRevokeCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, roleOptions, usage.revoke);
  const { role, department } = readRole(values, usage.revoke);
  const user = await requireUser(deps.db, oneAddress(positionals, usage.revoke));
  const done = await revokeRoles(deps, user.id, { role, department });
  return { ...resultOf(done), json: { ...userJson(done.user), revoked: done.revoked } };
}

/** `user remove ADDRESS`. @throws UsageError; AppError as takeUserAway */
export async function userRemoveCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage.remove);
  const user = await requireUser(deps.db, oneAddress(positionals, usage.remove));
  const { audit } = await takeUserAway(deps, user.id);
  return {
    json: { id: user.id, removed: true },
    text: `${user.address} är borttagen. / ${user.address} is removed.`,
    exitCode: 0,
    audit,
  };
}

/** `user review`: who waits for a review, and the decision. @throws UsageError; AppError NOT_FOUND */
export async function userReviewCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const options = { keep: { type: 'boolean' }, revoke: { type: 'boolean' } } as const;
  const { values, positionals } = readOptions(argv, options, usage.review);
  if (positionals.length === 0 && !values.keep && !values.revoke) {
    const all = await listUsers(deps.db);
    return listed(all.filter(({ grants }) => grants.some((one) => one.suspendedAt !== null)));
  }
  if (values.keep === values.revoke) throw new UsageError('--keep / --revoke', usage.review);
  const user = await requireUser(deps.db, oneAddress(positionals, usage.review));
  return resultOf(await reviewUser(deps, user.id, values.keep ? 'keep' : 'revoke'));
}

/** `user import FILE.csv`: all lines or none. @throws UsageError; AppError FILE_INVALID */
export async function userImportCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage.import);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('FILE.csv', usage.import);
  const { audit, ...json } = await importUsers(deps, await readUserList(file));
  const { added, granted, unchanged } = json;
  return {
    json,
    text: `${added} nya användare, ${granted} nya behörigheter, ${unchanged} fanns redan.\n${added} new users, ${granted} new grants, ${unchanged} there before.`,
    exitCode: 0,
    audit,
  };
}

/** `user list`: everybody who may sign in. @throws UsageError */
export async function userListCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage.list);
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not expected here.`, usage.list);
  return listed(await listUsers(deps.db));
}

function listed(users: readonly ShownUser[]): CommandResult {
  return { json: { users: users.map(userJson) }, text: usersText(users), exitCode: 0 };
}

function resultOf({ user, audit }: Changed): CommandResult {
  return {
    json: userJson(user),
    text: `${user.address}: ${grantsText(user.grants)}`,
    exitCode: 0,
    audit,
  };
}

function userJson({ id, address, language, signedInAt, grants }: ShownUser) {
  return {
    id,
    address,
    language,
    signedIn: signedInAt?.toISOString() ?? null,
    grants: grants.map(({ role, department, suspendedAt }) => ({
      role,
      department: department?.code ?? null,
      suspended: suspendedAt !== null,
    })),
  };
}

function oneAddress(positionals: readonly string[], text: string): string {
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0) throw new UsageError('ADDRESS', text);
  return address;
}

type RoleValues = { role?: string | undefined; department?: string | undefined };

function readRole(values: RoleValues, text: string) {
  const role: Role | undefined = roles.find((one) => one === values.role);
  if (values.role !== undefined && role === undefined)
    throw new UsageError(`--role: ${roles.join(', ')}`, text);
  const department = values.department?.trim();
  // An empty code, as from an unset shell variable, must not mean everything.
  if (department === '') throw new UsageError('--department needs a code.', text);
  return { role, department };
}

function readGrant(values: RoleValues, text: string) {
  const { role, department } = readRole(values, text);
  if (role === undefined && department !== undefined)
    throw new UsageError('--department needs a --role.', text);
  return role === undefined ? undefined : { role, department };
}
