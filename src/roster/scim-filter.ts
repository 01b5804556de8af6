import { type Filter, parse } from 'scim2-parse-filter';
import { scimProblem } from './scim-problem.ts';
import { enterpriseSchema, userSchema } from './scim-user.ts';

/** Conditions that must all hold. Text is compared without case except id and externalId. */
export type ScimCondition =
  | { attribute: 'userName' | 'externalId' | 'id' | 'email' | 'employeeNumber'; value: string }
  | { attribute: 'active'; value: boolean };

const longestFilter = 500;
const deepest = 5;
const mostConditions = 5;

const attributes = new Map<string, ScimCondition['attribute']>([
  ['username', 'userName'],
  ['externalid', 'externalId'],
  ['id', 'id'],
  ['active', 'active'],
  ['emails', 'email'],
  ['emails.value', 'email'],
  [`${enterpriseSchema.toLowerCase()}:employeenumber`, 'employeeNumber'],
]);

/**
 * Reads `eq` joined by `and` (RFC 7644, section 3.4.2.2), which is all that directories ask.
 * @throws AppError BAD_REQUEST invalidFilter
 */
export function readScimFilter(text: string): ScimCondition[] {
  if (text.length > longestFilter)
    throw scimProblem('invalidFilter', `At most ${longestFilter} characters.`);
  // The parser takes exponential time for line breaks inside an open quote.
  if (/\p{Cc}/u.test(text)) throw scimProblem('invalidFilter', 'No control characters.');
  let depth = 0;
  for (const [bracket] of text.matchAll(/[([\])]/g)) {
    depth += bracket === '(' || bracket === '[' ? 1 : -1;
    if (depth > deepest) throw scimProblem('invalidFilter', `At most ${deepest} levels.`);
  }
  const conditions = collect(parsed(text), '');
  if (conditions.length === 0)
    throw scimProblem('invalidFilter', 'A type of address alone finds nobody; add its value.');
  if (conditions.length > mostConditions)
    throw scimProblem('invalidFilter', `At most ${mostConditions} conditions.`);
  return conditions;
}

function parsed(text: string): Filter {
  try {
    return parse(text);
  } catch {
    throw scimProblem('invalidFilter', 'Write, for example: userName eq "name@example.se".');
  }
}

function collect(filter: Filter, prefix: string): ScimCondition[] {
  if (filter.op === 'and') return filter.filters.flatMap((one) => collect(one, prefix));
  if (filter.op === '[]') {
    const path = filter.attrPath.toLowerCase();
    if (prefix === '' && path === 'emails') return collect(filter.valFilter, 'emails.');
  } else if (filter.op === 'eq') {
    const core = `${userSchema.toLowerCase()}:`;
    const lower = filter.attrPath.toLowerCase();
    const path = `${prefix}${lower.startsWith(core) ? lower.slice(core.length) : lower}`;
    // Addresses are told apart by value alone.
    if (path === 'emails.type' || path === 'emails.primary') return [];
    const condition = conditionOn(attributes.get(path), filter.compValue);
    if (condition !== undefined) return [condition];
  }
  throw scimProblem(
    'invalidFilter',
    'Only eq, joined by and, on userName, externalId, id, active, emails.value and employeeNumber.',
  );
}

function conditionOn(
  attribute: ScimCondition['attribute'] | undefined,
  value: unknown,
): ScimCondition | undefined {
  if (attribute === 'active') {
    const word = String(value).toLowerCase();
    return word === 'true' || word === 'false' ? { attribute, value: word === 'true' } : undefined;
  }
  return attribute !== undefined && typeof value === 'string' ? { attribute, value } : undefined;
}
