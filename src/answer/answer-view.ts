import { html } from 'ghtml';
import type { Language, LessonText } from '../course/course.ts';
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

/** The lesson to unfold, for whoever wants to look it up. */
export function lessonDetails({ language, lesson }: Context, open: boolean): string {
  const text = answerTexts[language];
  return html`<details class="lesson"!${open ? ' open' : ''}>
<summary>${open ? text.lesson : text.lessonAgain}</summary>
<div class="card">!${bodyHtml(lesson)}</div>
</details>`;
}

/** On the page of a test mail, that nothing is stored. */
export function testNotice({ language, person }: Context): string {
  const text = answerTexts[language];
  if (person !== undefined) return '';
  return html`<p class="notice warn"><strong>${text.preview}</strong> ${text.previewMeans}</p>`;
}

/** A sentence that names the person, with what may stand after it. */
export function whose(
  { person }: Context,
  sentence: (name: string) => string,
  more: string,
): string {
  if (person === undefined) return '';
  return html`<p class="muted small">${sentence(shortName(person)).replace(/\.*$/, '.')} ${more}</p>`;
}
