import { checkKit, checkLesson } from './check-lesson.ts';
import { checkOptionLengths, gradedSteps, limits } from './check-text.ts';
import { languages, type Option, workplaces } from './course.ts';
import type { CourseFiles } from './course-folder.ts';
import { type Finding, type Report, reportOn } from './finding.ts';
import { missingEntry } from './launch.ts';
import type { LessonFiles } from './lesson-files.ts';
import { markdownToText } from './markdown.ts';
import { lix } from './readability.ts';
import type { Registers } from './register.ts';

/** What the rules have against a course as its files say it; `today` is an ISO date. */
export function checkCourse(course: CourseFiles, registers: Registers, today: string): Finding[] {
  const findings: Finding[] = [];
  const report = reportOn(course.file, findings);
  for (const lesson of course.lessons) findings.push(...checkOne(lesson, course, registers, today));
  checkAverage(course, report);
  checkPlaces(course, report);
  findings.push(...checkBaseline(course));
  return findings;
}

function checkOne(
  lesson: LessonFiles,
  course: CourseFiles,
  registers: Registers,
  today: string,
): Finding[] {
  const { base, variants, kit, slug } = lesson;
  const findings: Finding[] = [];
  const told = [base, ...variants.map(([, files]) => files)];
  for (const files of told)
    for (const language of languages) findings.push(...checkLesson(files[language], today));
  if (kit !== null) for (const language of languages) findings.push(...checkKit(kit[language]));

  const report = reportOn(base.sv.file, findings);
  const needed = course.shipped ? 'error' : 'warning';
  if (kit === null) {
    const name = base.sv.file.split('/').at(-1);
    report(
      needed,
      'kit',
      1,
      `the lesson ${slug} has no kit`,
      `add kit/${name} and its translation`,
    );
  }
  if (course.shipped)
    for (const { file, note } of [base.sv, base.en])
      if (note === undefined)
        reportOn(file, findings)(
          'error',
          'note',
          1,
          "there is no author's note",
          'add "note": what the lesson is after and what to mind',
        );
  for (const key of base.sv.laws) {
    if (registers.laws.has(key)) continue;
    const { what, remedy } = missingEntry(course.slug, slug, key, 'laws');
    report('error', 'reference', base.sv.lineOf(['laws']), what, remedy);
  }
  checkVariants(lesson, course, report);
  return findings;
}

/** A course with scenarios for workplaces has them for all four, in every lesson. */
function checkVariants({ base, variants }: LessonFiles, course: CourseFiles, report: Report): void {
  const places = (lesson: LessonFiles) =>
    workplaces.filter((one) => lesson.variants.some(([key]) => key === one));
  if (!course.lessons.some((lesson) => places(lesson).length > 0)) return;
  const own = base.sv.workplace;
  const there = variants.map(([key]) => key);
  const severity = course.shipped ? 'error' : 'warning';
  if (own === undefined)
    report(severity, 'variant', 1, 'the lesson does not say where it plays', 'add "workplace"');
  const missing = workplaces.filter((one) => one !== own && !there.includes(one));
  if (own !== undefined && missing.length > 0)
    report(severity, 'variant', 1, `there is no variant for ${missing.join(', ')}`, 'add it');
}

/** LIX of a course as a whole, by language; variants count as lessons. */
function checkAverage({ lessons }: CourseFiles, report: Report): void {
  for (const language of languages) {
    const values = lessons.flatMap(({ base, variants }) =>
      [base, ...variants.map(([, files]) => files)].map((files) =>
        lix(markdownToText(files[language].body)),
      ),
    );
    const average = values.reduce((sum, one) => sum + one, 0) / values.length;
    if (average <= limits.averageLix) continue;
    const what = `the course has LIX ${average.toFixed(1)} on average in ${language}`;
    report('error', 'lix', 1, what, `bring it down to ${limits.averageLix}, longest words first`);
  }
}

/**
 * Where the right option stands: each place about as often as chance would have it, and not the
 * longest by habit. Questions with several right options have no one place.
 */
function checkPlaces({ lessons }: CourseFiles, report: Report): void {
  const steps = lessons.flatMap(({ base }) =>
    base.sv.question.type === 'multiple' ? [] : gradedSteps(base.sv.question),
  );
  for (const place of [0, 1, 2, 3]) {
    const expected = steps.reduce(
      (sum, { options }) => sum + (options.length > place ? 1 / options.length : 0),
      0,
    );
    const times = steps.filter(({ options }) => options[place]?.correct).length;
    // Few questions cannot reach every place; many at one place show at once.
    if (times - expected <= 1.25 && expected - times <= 1.75) continue;
    const what = `the right option is number ${place + 1} in ${times} of ${steps.length} questions, where about ${expected.toFixed(1)} would be even`;
    report('error', 'option-place', 1, what, 'move some right options to other places');
  }
  for (const language of languages) {
    const all = lessons.flatMap(({ base }) =>
      base[language].question.type === 'multiple' ? [] : gradedSteps(base[language].question),
    );
    const longest = all.filter(({ options }) => isLongest(options)).length;
    if (all.length < 4 || longest <= all.length / 2) continue;
    const what = `the right option is the longest in ${longest} of ${all.length} questions in ${language}`;
    report('error', 'option-place', 1, what, 'shorten some of them, or lengthen others');
  }
}

function isLongest(options: readonly Option[]): boolean {
  const right = options.find((one) => one.correct)?.text.length ?? 0;
  return options.every((one) => one.correct || one.text.length < right);
}

function checkBaseline(course: CourseFiles): Finding[] {
  const findings: Finding[] = [];
  const { baseline, lessons, shipped, file } = course;
  if (baseline === null) {
    const severity = shipped ? 'error' : 'warning';
    const path = `${file.replace(/course\.yaml$/, '')}baseline.yaml`;
    reportOn(path, findings)(
      severity,
      'baseline',
      1,
      'the course has no baseline',
      'add five questions to ask before and after',
    );
    return findings;
  }
  const report = reportOn(baseline.file, findings);
  const asked = new Set(lessons.map(({ base }) => base.sv.question.key));
  baseline.questions.forEach((question, index) => {
    const at = (path: PropertyKey[]) => baseline.lineOf(['questions', index, ...path]);
    if (question.kind === 'confidence') return;
    if (asked.has(question.key))
      report(
        'error',
        'baseline',
        at(['key']),
        `a lesson asks ${question.key} already`,
        'ask about something else',
      );
    for (const language of languages)
      checkOptionLengths(
        question.options.map(({ text }) => ({ text: text[language] })),
        at(['options']),
        report,
      );
  });
  return findings;
}
