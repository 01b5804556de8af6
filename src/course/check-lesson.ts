import {
  checkDate,
  checkLinks,
  checkLix,
  checkOptionLengths,
  checkWordCount,
  checkWords,
  gradedSteps,
  limits,
} from './check-text.ts';
import { type Finding, reportOn } from './finding.ts';
import { type KitFile, scenarioWords } from './kit.ts';
import type { LessonFile } from './lesson-file.ts';
import { markdownToText } from './markdown.ts';
import { countWords } from './readability.ts';

/** What shows on a locked screen (DESIGN rule 13) and may name no crime, group or illness. */
const telling =
  /våld|extrem|radikal|rasis|sexis|terror|hot\b|misshand|självmord|violen|extremi|threat|rac[ei]|abuse|suicid/i;

const ending = { sv: 'Gör i dag: ', en: 'Do today: ' };

/** What the rules have against a lesson, or a variant of one, in one language. */
export function checkLesson(lesson: LessonFile, today: string): Finding[] {
  const findings: Finding[] = [];
  const report = reportOn(lesson.file, findings);
  const { bodyLine, lineOf, question, language } = lesson;
  const body = markdownToText(lesson.body);
  checkWordCount(body, limits.bodyWords, bodyLine, report);
  checkLix(body, 'the body', bodyLine, report);
  const last = body.split('\n\n').at(-1) ?? '';
  if (!last.startsWith(ending[language])) {
    const before = lesson.body.slice(0, Math.max(0, lesson.body.lastIndexOf('\n\n')));
    const line = bodyLine + (before === '' ? 0 : before.split('\n').length + 1);
    const what = `the last paragraph does not begin with "${ending[language].trim()}"`;
    report('error', 'ending', line, what, 'end with one thing to do today');
  }
  for (const key of ['subject', 'preview'] as const) {
    const found = telling.exec(lesson[key]);
    if (found === null) continue;
    const what = `${key} says "${found[0]}", which shows on a locked screen`;
    report('error', 'subject', lineOf([key]), what, 'choose words that reveal nothing');
  }
  for (const { path, options } of gradedSteps(question))
    checkOptionLengths(options, lineOf(path), report);
  const steps = [
    { path: ['question', 'options'], options: question.options },
    { path: ['question', 'second', 'options'], options: question.second?.options ?? [] },
  ];
  for (const { path, options } of steps) {
    checkLix(options.map((one) => one.feedback).join('\n\n'), 'the feedback', lineOf(path), report);
    options.forEach(({ id, feedback }, index) => {
      const words = countWords(feedback);
      if (words >= limits.feedbackWords) return;
      const what = `the feedback on ${id} has ${words} words`;
      const remedy = `say what is good in the thought and what it misses, in ${limits.feedbackWords} or more`;
      report('error', 'feedback', lineOf([...path, index, 'feedback']), what, remedy);
    });
  }
  if (lesson.checked !== undefined) checkDate(lesson.checked, today, lineOf(['checked']), report);
  checkLinks(lesson.body, bodyLine, report);
  checkWords(lesson.source, report);
  return findings;
}

/** What the rules have against a kit in one language. */
export function checkKit(kit: KitFile): Finding[] {
  const findings: Finding[] = [];
  const report = reportOn(kit.file, findings);
  const scenario = markdownToText(kit.scenario);
  checkWordCount(scenario, scenarioWords, kit.bodyLine, report);
  checkLix(scenario, 'the scenario', kit.bodyLine, report);
  checkLix(kit.note, 'the note', kit.noteLine, report);
  checkLinks(kit.scenario, kit.bodyLine, report);
  checkWords(kit.source, report);
  return findings;
}
