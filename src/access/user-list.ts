import type { Role } from './role.ts';
import { roles } from './role.ts';

export type UserRow = { line: number; address: string; role: Role; department: string | undefined };
export type UserProblem = { line: number; field: string; value: string; message: string };

const address = /^[^\s<>@,;]{1,64}@[^\s<>@,;]{1,190}$/;
const headings = new Set(['address', 'adress', 'e-post', 'mejl', 'mail', 'email']);
const wholeWords = new Set(['', '*', 'alla', 'all']);

/**
 * Reads rows of address, role and department code. A first line of headings is left out; an empty
 * department means the whole organisation. What cannot be read is told by line and field.
 */
export function readUserRows(records: readonly (readonly string[])[]): {
  rows: UserRow[];
  problems: UserProblem[];
} {
  const rows: UserRow[] = [];
  const problems: UserProblem[] = [];
  records.forEach((record, at) => {
    const line = at + 1;
    const [who = '', what = '', where = '', ...more] = record.map((cell) => cell.trim());
    if (record.every((cell) => cell.trim() === '')) return;
    if (line === 1 && headings.has(who.toLowerCase())) return;
    const role = roles.find((one) => one === what.toLowerCase());
    const report = (field: string, value: string, message: string) =>
      problems.push({ line, field, value, message });
    if (!address.test(who)) report('address', who, 'Skriv en mejladress. / Write a mail address.');
    if (role === undefined)
      report('role', what, `Skriv ${roles.join(', ')}. / Write ${roles.join(', ')}.`);
    if (more.length > 0)
      report(
        '',
        more.join(';'),
        'Tre kolumner: adress;roll;enhet. / Three columns: address;role;department.',
      );
    if (role === undefined || !address.test(who) || more.length > 0) return;
    const department = wholeWords.has(where.toLowerCase()) ? undefined : where;
    rows.push({ line, address: who, role, department });
  });
  return { rows, problems };
}
