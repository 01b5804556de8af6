import { html } from 'ghtml';
import type { Course, Language } from '../course/course.ts';
import { type LaunchProblem, problemWords } from '../course/launch.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { choiceField, textField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { numberText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import type { AudienceParts } from './audience.ts';
import type { DepartmentNode } from './department-choice.ts';
import { departmentTree } from './department-tree-view.ts';
import type { FieldProblem } from './draft-forms.ts';
import { draftTexts } from './draft-texts.ts';

/** What every page of a draft needs: the reader, the form's address and what was wrong with it. */
export type StepVisit = {
  language: Language;
  csrfToken: string;
  action: string;
  cancel: string;
  problems: readonly FieldProblem[];
};

export type CourseChoice = {
  course: Course;
  /** What the registers have against its launch, and what will expire soon. */
  errors: readonly LaunchProblem[];
  warnings: readonly LaunchProblem[];
};

/** A page of a draft: what was wrong, where one is, the question and its form. */
export function stepBody(
  visit: StepVisit,
  step: number,
  title: string,
  lead: string,
  body: string,
) {
  const { language, problems } = visit;
  const text = draftTexts[language];
  const errors = problems.map(({ field, text: one }) => ({ field, text: one[language] }));
  return html`!${errorSummary(language, errors)}
<p class="hint">${text.step.replace('{n}', String(step))}</p>
<h1>${title}</h1>
<p class="lead">${lead}</p>
!${form(visit, {
    action: visit.action,
    body,
    submit: text.next,
    cancel: { href: visit.cancel, text: text.cancel },
  })}`;
}

export function errorOf({ problems, language }: StepVisit, field: string): string | undefined {
  return problems.find((one) => one.field === field)?.text[language];
}

/** Step 1: the course. */
export function courseStepBody(
  visit: StepVisit,
  courses: readonly CourseChoice[],
  chosen: string | undefined,
): string {
  const { language } = visit;
  const text = draftTexts[language];
  if (courses.length === 0)
    return html`<h1>${text.courseTitle}</h1>!${emptyState({ title: text.noCourses, text: text.noCoursesHelp })}`;
  const choices = courses.map(({ course, errors, warnings }) => {
    const variants = course.lessons.some((lesson) => lesson.variants !== undefined);
    const size = `${numberText(language, course.lessons.length)} ${text.lessons}${variants ? `, ${text.variants}` : ''}`;
    const said = (label: string, problems: readonly LaunchProblem[]) =>
      problems.length === 0
        ? ''
        : ` ${label} ${problems.map((one) => problemWords(one, language).what).join('; ')}.`;
    const hint = `${course.description[language]} ${size}.${said(text.blocked, errors)}${said(text.expiring, warnings)}`;
    return { value: course.slug, label: course.title[language], hint };
  });
  const field = choiceField({
    name: 'course',
    label: text.course,
    choices,
    values: chosen === undefined ? [] : [chosen],
    error: errorOf(visit, 'course'),
  });
  return stepBody(visit, 1, text.courseTitle, text.courseHelp, field);
}

/** Step 2: departments and titles. `whole`: everyone may be chosen. */
export function whoStepBody(
  visit: StepVisit,
  given: { everyone: boolean; departments: readonly string[]; titles: string },
  choice: {
    tree: readonly DepartmentNode[];
    titles: readonly { title: string; people: number }[];
    whole: boolean;
  },
): string {
  const { language } = visit;
  const text = draftTexts[language];
  const everyone = choiceField({
    name: 'everyone',
    label: text.who,
    choices: [
      { value: 'all', label: text.everyone },
      { value: 'chosen', label: text.chosen },
    ],
    values: [given.everyone ? 'all' : 'chosen'],
  });
  const items = choice.titles.map(
    ({ title, people }) =>
      html`<li>${title} <span class="soft">${numberText(language, people)}</span></li>`,
  );
  const usual =
    items.length === 0
      ? ''
      : html`<details><summary>${text.usualTitles}</summary><ul>!${items}</ul></details>`;
  const body = [
    choice.whole ? everyone : '',
    choice.whole ? '<div class="for-chosen">' : '',
    departmentTree(language, {
      name: 'departments',
      legend: text.departments,
      hint: text.departmentsHelp,
      tree: choice.tree,
      ticked: new Set(given.departments),
      error: errorOf(visit, 'departments'),
    }),
    textField({ name: 'titles', label: text.titles, hint: text.titlesHelp, value: given.titles }),
    usual,
    choice.whole ? '</div>' : '',
  ].join('\n');
  return stepBody(visit, 2, text.whoTitle, text.whoHelp, body);
}

/** Step 3: who is left out. */
export function exceptStepBody(
  visit: StepVisit,
  given: Pick<AudienceParts, 'notDepartments'> & { titles: string },
  tree: readonly DepartmentNode[],
): string {
  const { language } = visit;
  const text = draftTexts[language];
  const body = [
    departmentTree(language, {
      name: 'departments',
      legend: text.exceptDepartments,
      hint: text.departmentsHelp,
      tree,
      ticked: new Set(given.notDepartments),
      error: errorOf(visit, 'departments'),
    }),
    textField({
      name: 'titles',
      label: text.exceptTitles,
      hint: text.exceptTitlesHelp,
      value: given.titles,
      rows: 3,
    }),
  ].join('\n');
  return stepBody(visit, 3, text.exceptTitle, text.exceptHelp, body);
}

/** Whether to throw away what has been filled in. */
export function dropBody(visit: StepVisit): string {
  const text = draftTexts[visit.language];
  return html`<h1>${text.dropTitle}</h1>
<p class="lead">${text.dropHelp}</p>
!${form(visit, {
    action: visit.action,
    submit: text.drop,
    look: 'danger',
    cancel: { href: visit.cancel, text: text.cancel },
  })}`;
}
