import { html } from 'ghtml';
import type { Language, LessonText, Option } from '../course/course.ts';
import { markdownToHtml } from '../course/markdown.ts';
import { answerTexts } from './answer-texts.ts';

/** What stands on every answer page. `person` is undefined on the page of a test mail. */
export type Context = {
  language: Language;
  courseTitle: string;
  lesson: LessonText;
  person: { firstName: string; lastName: string } | undefined;
  /** The number of the lesson whose question comes back; undefined for a lesson's own question. */
  repeats: number | undefined;
};

export type QuestionView = {
  token: string;
  /** The language the reader chose, kept through the form; undefined where none was chosen. */
  lang: Language | undefined;
  chosen: string | undefined;
  /** The form came back without a choice. */
  incomplete: boolean;
};

export type ResultView = {
  correct: boolean;
  chosen: Option[];
  right: Option[];
  /** Whether the answer was there before, and whether the reader now tried another one. */
  earlier: 'no' | 'same' | 'other';
  next: { title: string; url: string } | undefined;
  answered: number;
  lessons: number;
};

/** Stored lessons never change, so each is rendered once; that is a tenth of what a page costs. */
const rendered = new WeakMap<LessonText, string>();

function bodyHtml(lesson: LessonText): string {
  const known = rendered.get(lesson);
  if (known !== undefined) return known;
  const markup = markdownToHtml(lesson.body);
  rendered.set(lesson, markup);
  return markup;
}

const graphemes = new Intl.Segmenter('sv');

/** First name and the initial of the last name: enough to recognise oneself, no more (rule 11). */
export function shortName({
  firstName,
  lastName,
}: {
  firstName: string;
  lastName: string;
}): string {
  const [initial] = graphemes.segment(lastName.trim());
  const first = firstName.trim();
  return initial === undefined ? first : `${first} ${initial.segment.toLocaleUpperCase('sv')}.`;
}

/** The question as a form with one button; it works without scripts and submits nothing by itself (rule 1). */
export function questionBody(context: Context, view: QuestionView): string {
  const text = answerTexts[context.language];
  const { question } = context.lesson;
  const options = question.options.map(
    ({
      id,
      text: label,
    }) => html`<label class="choice"><input type="radio" name="option" value="${id}" required!${id === view.chosen ? ' checked' : ''}><span>${label}</span></label>
`,
  );
  const alert = html`<p class="notice bad" id="problem" role="alert">${text.choose}</p>`;
  const lang = html`<input type="hidden" name="lang" value="${view.lang}">`;
  const described = view.incomplete ? ' aria-describedby="problem"' : '';
  return html`!${testNotice(context)}
<p class="muted">${origin(context)}</p>
<h1>${questionTitle(context)}</h1>
!${view.incomplete ? alert : ''}
!${lessonDetails(context, opensLesson(context, view))}
<form method="post" action="/a">
<input type="hidden" name="token" value="${view.token}">
!${view.lang === undefined ? '' : lang}
<fieldset class="choices"!${described}>
<legend>${question.text}</legend>
!${options}</fieldset>
!${whose(context, text.answersAs, text.notYou)}
<button class="button" type="submit">${text.send}</button>
</form>`;
}

/** A lesson's title often gives the answer away, and a repetition is for finding it in the memory. */
export function questionTitle({ language, lesson, repeats }: Context): string {
  return repeats === undefined ? lesson.title : answerTexts[language].remember;
}

function origin({ language, courseTitle, repeats }: Context): string {
  if (repeats === undefined) return courseTitle;
  return `${courseTitle} · ${answerTexts[language].fromLesson(String(repeats))}`;
}

function opensLesson({ repeats }: Context, { chosen, incomplete }: QuestionView): boolean {
  return repeats === undefined && chosen === undefined && !incomplete;
}

/** What was answered, whether it was right, why, and where to go from there. */
export function resultBody(context: Context, view: ResultView): string {
  const text = answerTexts[context.language];
  const notices = { no: undefined, same: text.already, other: text.firstCounts };
  const notice = notices[view.earlier];
  const kind = view.correct ? 'good' : 'warn';
  return html`!${testNotice(context)}
<p class="muted">${context.courseTitle}: ${context.lesson.title}</p>
<h1>${view.correct ? text.right : text.wrong}</h1>
!${notice === undefined ? '' : html`<p class="notice">${notice}</p>`}
<p><strong>${context.lesson.question.text}</strong></p>
!${view.chosen.map((option) => explained(text.yourAnswer, kind, option))}
!${view.correct ? '' : view.right.map((option) => explained(text.rightAnswer, 'good', option))}
!${context.repeats === undefined ? '' : html`<p>${view.correct ? text.sits : text.slipped}</p>`}
!${lessonDetails(context, false)}
!${context.person === undefined ? '' : onwards(context.language, view)}
!${whose(context, text.belongsTo, '')}`;
}

/** The lesson itself, for those whose link no longer takes an answer. */
export function expiredBody(context: Context, view: { answered: boolean; help: string }): string {
  const text = answerTexts[context.language];
  return html`<p class="muted">${context.courseTitle}</p>
<h1>${view.answered ? text.expiredDone : text.expired}</h1>
<p class="lead">${view.answered ? text.expiredAnswered : text.expiredMeans}</p>
<p>${text.help} ${view.help}.</p>
<article class="card" aria-labelledby="lesson">
<h2 id="lesson">${context.lesson.title}</h2>
!${bodyHtml(context.lesson)}
</article>`;
}

function explained(heading: string, kind: 'good' | 'warn', option: Option): string {
  return html`<section class="notice ${kind}">
<h2>${heading}</h2>
<p><strong>${option.text}</strong></p>
<p>${option.feedback}</p>
</section>
`;
}

function lessonDetails({ language, lesson }: Context, open: boolean): string {
  const text = answerTexts[language];
  return html`<details class="lesson"!${open ? ' open' : ''}>
<summary>${open ? text.lesson : text.lessonAgain}</summary>
<div class="card">!${bodyHtml(lesson)}</div>
</details>`;
}

function onwards(language: Language, { next, answered, lessons }: ResultView): string {
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

function testNotice({ language, person }: Context): string {
  const text = answerTexts[language];
  if (person !== undefined) return '';
  return html`<p class="notice warn"><strong>${text.preview}</strong> ${text.previewMeans}</p>`;
}

function whose({ person }: Context, sentence: (name: string) => string, more: string): string {
  if (person === undefined) return '';
  return html`<p class="muted small">${sentence(shortName(person)).replace(/\.*$/, '.')} ${more}</p>`;
}
