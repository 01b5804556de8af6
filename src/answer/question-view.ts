import { html } from 'ghtml';
import type { Language, Option, QuestionType } from '../course/course.ts';
import { answerTexts } from './answer-texts.ts';
import { type Context, lessonDetails, testNotice, whose } from './answer-view.ts';
import { stepResult } from './result-view.ts';
import { type Step, stepsOf } from './steps.ts';

export type QuestionView = {
  token: string;
  /** The language the reader chose, kept through the form; undefined where none was chosen. */
  lang: Language | undefined;
  chosen: string | undefined;
  /** The form came back without a choice. */
  incomplete: boolean;
};

/** The question as a form with one button; it works without scripts and submits nothing by itself (rule 1). */
export function questionBody(context: Context, view: QuestionView): string {
  const [first] = stepsOf(context.lesson.question);
  return html`!${testNotice(context)}
<p class="muted">${origin(context)}</p>
<h1>${questionTitle(context)}</h1>
!${problem(context, view)}
!${lessonDetails(context, opensLesson(context, view))}
!${first === undefined ? '' : form(context, view, first, 1)}`;
}

/** A lesson's title often gives the answer away, and a repetition is for finding it in the memory. */
export function questionTitle({ language, lesson, repeats }: Context): string {
  return repeats === undefined ? lesson.title : answerTexts[language].remember;
}

/** What the first step came to, and the second one as a form. */
export type NextStepView = Omit<QuestionView, 'chosen'> & {
  /** Option ids of the first step. */
  first: readonly string[];
  correct: boolean;
  earlier: 'no' | 'same' | 'other';
};

/** The second step of a scenario, below what its first one came to. */
export function nextStepBody(context: Context, view: NextStepView): string {
  const text = answerTexts[context.language];
  const [first, second] = stepsOf(context.lesson.question);
  if (first === undefined || second === undefined) return '';
  const notices = { no: undefined, same: text.firstStepKept, other: text.firstCounts };
  const notice = notices[view.earlier];
  return html`!${testNotice(context)}
<p class="muted">${context.courseTitle}: ${context.lesson.title}</p>
<h1>${view.correct ? text.right : text.wrong}</h1>
!${problem(context, view)}
!${notice === undefined ? '' : html`<p class="notice">${notice}</p>`}
!${stepResult(context, { ...first, chosen: view.first }, 'h2')}
!${lessonDetails(context, false)}
<h2>${text.goesOn}</h2>
!${form(context, { ...view, chosen: undefined }, second, 2)}`;
}

function form(context: Context, view: QuestionView, asked: Step, step: number): string {
  const text = answerTexts[context.language];
  const { type } = context.lesson.question;
  const lang = html`<input type="hidden" name="lang" value="${view.lang}">`;
  const number = html`<input type="hidden" name="step" value="${String(step)}">`;
  const skip = html`<button class="button quiet" type="submit" name="skip" value="1" formnovalidate>${text.skip}</button>`;
  const described = view.incomplete ? ' aria-describedby="problem"' : '';
  const hint = html` <span class="hint">${text.chooseAll}</span>`;
  const position = html`<span class="hint">${text.step(String(step))}</span> `;
  return html`<form method="post" action="/a">
<input type="hidden" name="token" value="${view.token}">
!${view.lang === undefined ? '' : lang}
!${step === 1 ? '' : number}
<fieldset class="choices"!${described}>
<legend>!${type === 'scenario' ? position : ''}${asked.text}!${type === 'multiple' ? hint : ''}</legend>
!${asked.options.map((option) => choice(type, option, option.id === view.chosen))}</fieldset>
!${type === 'stance' ? html`<p>${text.voluntary} ${text.stanceKept}</p>` : ''}
!${whose(context, text.answersAs, text.notYou)}
<button class="button" type="submit">${text.send}</button>
!${type === 'stance' ? skip : ''}
</form>`;
}

function choice(type: QuestionType, { id, text }: Option, chosen: boolean): string {
  // A checkbox that is required would have to be chosen itself.
  const kind = type === 'multiple' ? 'type="checkbox"' : 'type="radio"';
  const required = type === 'multiple' ? '' : ' required';
  return html`<label class="choice"><input !${kind} name="option" value="${id}"!${required}!${chosen ? ' checked' : ''}><span>${text}</span></label>
`;
}

function problem({ language, lesson }: Context, { incomplete }: { incomplete: boolean }): string {
  if (!incomplete) return '';
  const text = answerTexts[language];
  const { type } = lesson.question;
  const others = { multiple: text.chooseSome, stance: text.chooseOrSkip };
  const what = type === 'multiple' || type === 'stance' ? others[type] : text.choose;
  return html`<p class="notice bad" id="problem" role="alert" tabindex="-1" autofocus>${what}</p>`;
}

function origin({ language, courseTitle, repeats }: Context): string {
  if (repeats === undefined) return courseTitle;
  return `${courseTitle} · ${answerTexts[language].fromLesson(String(repeats))}`;
}

function opensLesson({ repeats }: Context, { chosen, incomplete }: QuestionView): boolean {
  return repeats === undefined && chosen === undefined && !incomplete;
}
