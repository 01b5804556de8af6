import { checkCourse } from './check-course.ts';
import { checkDate } from './check-text.ts';
import type { Content } from './content.ts';
import { type Finding, reportOn } from './finding.ts';
import { expiryProblem, launchProblems } from './launch.ts';
import type { RegisterEntry, RegisterName } from './register.ts';

/**
 * Everything the rules have against the content on the ISO date `today`, or against one course and
 * the entries it leans on. Mails are not made here; their size is checked where they are.
 */
export function checkContent(content: Content, today: string, slug?: string): Finding[] {
  const { registers, files, broken } = content;
  const problems = slug === undefined ? content.problems : (broken.get(slug) ?? []);
  const findings: Finding[] = problems.map((one) => ({
    ...one,
    rule: 'schema',
    severity: 'error',
  }));
  for (const course of files) {
    if (slug !== undefined && course.slug !== slug) continue;
    findings.push(...checkCourse(course, registers, today));
  }
  if (slug === undefined) {
    for (const register of ['contacts', 'laws'] as const)
      for (const entry of registers[register].values())
        findings.push(...checkEntry(entry, register, today));
    return findings;
  }
  const course = content.courses.find((one) => one.slug === slug);
  if (course === undefined) return findings;
  const { errors, warnings } = launchProblems(course, registers, today, content.kits);
  // What no register has was told at the lesson that names it.
  for (const { sv: _, ...one } of errors)
    if (!one.what.includes('is not in the register'))
      findings.push({ ...one, rule: 'expired', severity: 'error' });
  for (const { sv: _, ...one } of warnings)
    findings.push({ ...one, rule: 'expires-soon', severity: 'warning' });
  return findings;
}

function checkEntry(entry: RegisterEntry, register: RegisterName, today: string): Finding[] {
  const findings: Finding[] = [];
  const problem = expiryProblem(entry, register, today);
  if (problem !== undefined) {
    const { expired, sv: _, ...rest } = problem;
    findings.push(
      expired
        ? { ...rest, rule: 'expired', severity: 'error' }
        : { ...rest, rule: 'expires-soon', severity: 'warning' },
    );
  }
  checkDate(entry.checked, today, entry.line, reportOn(entry.file, findings));
  return findings;
}
