import { html } from 'ghtml';
import type { Language, Option } from '../course/course.ts';
import { answerTexts } from './answer-texts.ts';
import { type Context, lessonDetails, testNotice, whose } from './answer-view.ts';
import { explainAnswer } from './grade.ts';
import type { Step } from './steps.ts';

/** One step with the ids that were chosen in it. */
export type StepResult = Step & { chosen: readonly string[] };

type Onwards = {
  next: { title: string; url: string } | undefined;
  answered: number;
  lessons: number;
};

export type ResultView = Onwards & {
  correct: boolean;
  steps: readonly StepResult[];
  /** Whether the answer was there before, and whether the reader now tried another one. */
  earlier: 'no' | 'same' | 'other';
};

/** `chosen` is there in the response to the choice itself and never again; null: was skipped just now. */
export type StanceView = Onwards & { chosen: Option | null | undefined };

/** What was answered, whether it was right, why, and where to go from there. */
export function resultBody(context: Context, view: ResultView): string {
  const text = answerTexts[context.language];
  const notices = { no: undefined, same: text.already, other: text.firstCounts };
  const notice = notices[view.earlier];
  const [only, ...more] = view.steps;
  const alone = only !== undefined && more.length === 0;
  const numbered = (
    step: StepResult,
    index: number,
  ) => html`<h2>${text.step(String(index + 1))}</h2>
!${stepResult(context, step, 'h3')}`;
  return html`!${testNotice(context)}
<p class="muted">${context.courseTitle}: ${context.lesson.title}</p>
<h1>${view.correct ? text.right : text.wrong}</h1>
!${notice === undefined ? '' : html`<p class="notice">${notice}</p>`}
!${alone ? stepResult(context, only, 'h2') : view.steps.map(numbered)}
!${context.repeats === undefined ? '' : html`<p>${view.correct ? text.sits : text.slipped}</p>`}
!${lessonDetails(context, false)}
!${onwards(context, view)}
!${whose(context, text.belongsTo, '')}`;
}

/** Title of the page after a stance. */
export function stanceTitle({ language }: Context, { chosen }: StanceView): string {
  const text = answerTexts[language];
  if (chosen === undefined) return text.stanceDone;
  return chosen === null ? text.skipped : text.thanks;
}

/** Feedback on the reasoning, once; a later visit finds only that the lesson is done. */
export function stanceBody(context: Context, view: StanceView): string {
  const text = answerTexts[context.language];
  const { chosen } = view;
  const means = chosen === undefined ? text.stanceDoneMeans : text.skippedMeans;
  const said = chosen
    ? html`<p><strong>${context.lesson.question.text}</strong></p>
!${explained('h2', text.yourChoice, '', chosen)}<p>${text.shownOnce}</p>`
    : html`<p class="notice">${means}</p>`;
  return html`!${testNotice(context)}
<p class="muted">${context.courseTitle}: ${context.lesson.title}</p>
<h1>${stanceTitle(context, view)}</h1>
!${said}
!${lessonDetails(context, false)}
!${onwards(context, view)}
!${whose(context, text.belongsTo, '')}`;
}

type Heading = 'h2' | 'h3';

/** One step with feedback; where several options may be right, on each of them. */
export function stepResult(
  { language, lesson }: Context,
  { text: question, options, chosen: ids }: StepResult,
  heading: Heading,
): string {
  const explain = lesson.question.type === 'multiple' ? eachOption : chosenAndRight;
  return html`<p><strong>${question}</strong></p>
!${explain(answerTexts[language], options, ids, heading)}`;
}

type Texts = (typeof answerTexts)[Language];

function chosenAndRight(
  text: Texts,
  options: readonly Option[],
  ids: readonly string[],
  heading: Heading,
): string[] {
  const { chosen, right } = explainAnswer(options, ids);
  const isRight = chosen.length > 0 && chosen.every(({ correct }) => correct);
  const kind = isRight ? 'good' : 'warn';
  return [
    ...chosen.map((option) => explained(heading, text.yourAnswer, kind, option)),
    ...(isRight ? [] : right.map((one) => explained(heading, text.rightAnswer, 'good', one))),
  ];
}

function eachOption(
  text: Texts,
  options: readonly Option[],
  ids: readonly string[],
  heading: Heading,
): string[] {
  return options.map((option) => {
    const label = optionLabel(option.correct, ids.includes(option.id));
    return explained(heading, text[label], optionKinds[label], option);
  });
}

const optionKinds = { yesRight: 'good', noWrong: 'warn', missed: 'warn', leftOut: '' } as const;

function optionLabel(correct: boolean, chosen: boolean): keyof typeof optionKinds {
  if (chosen) return correct ? 'yesRight' : 'noWrong';
  return correct ? 'missed' : 'leftOut';
}

function explained(
  heading: Heading,
  words: string,
  kind: 'good' | 'warn' | '',
  option: Option,
): string {
  return html`<section class="${kind === '' ? 'notice' : `notice ${kind}`}">
<!${heading}>${words}</!${heading}>
<p><strong>${option.text}</strong></p>
<p>${option.feedback}</p>
</section>
`;
}

function onwards({ language, person }: Context, { next, answered, lessons }: Onwards): string {
  if (person === undefined) return '';
  const text = answerTexts[language];
  const progress = text.progress(answered, lessons);
  if (next !== undefined)
    return html`<h2>${text.waiting}</h2>
<p>${progress}</p>
<p><strong>${next.title}</strong></p>
<p><a class="button" href="${next.url}">${text.readAndAnswer}</a></p>`;
  return html`<h2>${text.caughtUp}</h2>
<p>${answered < lessons ? `${progress} ${text.more}` : text.complete} ${text.close}</p>`;
}
