import { html } from 'ghtml';
import type { Course, Language, VariantKey } from '../course/course.ts';
import { choiceField, selectField } from '../web/components/field.ts';
import { form, searchForm } from '../web/components/form.ts';
import { withQuery } from '../web/components/pagination.ts';
import { previewTexts } from './preview-texts.ts';
import {
  courseVariants,
  mailName,
  type PreviewChoice,
  type PreviewedMail,
  type ShownMail,
} from './previewed-mail.ts';

export type PreviewPage = {
  /** Where the campaign or draft is. */
  path: string;
  course: Course;
  mails: readonly PreviewedMail[];
  choice: PreviewChoice;
  shown: ShownMail;
  /** Undefined where a test cannot be sent from here. */
  test: { csrfToken: string; address: string } | undefined;
};

/** One mail at the width of a phone and of a computer, and the way to every other one. */
export function previewBody(language: Language, page: PreviewPage): string {
  const text = previewTexts[language];
  const { choice, course, mails, path, shown, test } = page;
  const place = mails.findIndex((one) => mailName(one) === mailName(choice.mail));
  const query = (mail: PreviewedMail) => ({
    mail: mailName(mail),
    variant: choice.variant ?? '',
    language: choice.language,
  });
  const to = (mail: PreviewedMail) => withQuery(`${path}/mails`, query(mail));
  const frame = withQuery(`${path}/mails/frame`, query(choice.mail));
  const [previous, next] = [mails[place - 1], mails[place + 1]];
  const order = text.order
    .replace('{n}', String(place + 1))
    .replace('{count}', String(mails.length));
  const lacks =
    choice.variant !== null &&
    'lesson' in choice.mail &&
    !hasVariant(course, choice.mail.lesson, choice.variant);
  return html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${chooser(language, page)}
<h2 id="mail">${mailTitle(language, choice.mail)}</h2>
<p>${order}. ${text.subject}: <strong lang="${choice.language}">${shown.subject}</strong></p>
!${lacks ? html`<p class="notice">${text.noVariant}</p>` : ''}
<ul class="button-row">
!${previous === undefined ? '' : html`<li><a class="button quiet" rel="prev" href="${to(previous)}#mail">${text.previous}</a></li>`}
!${next === undefined ? '' : html`<li><a class="button quiet" rel="next" href="${to(next)}#mail">${text.next}</a></li>`}
</ul>
<div class="mail-frames">
!${framed(text.phone, 'phone-frame', frame, shown.subject)}
!${framed(text.desktop, 'desktop-frame', frame, shown.subject)}
</div>
<details><summary>${text.asText}</summary><pre class="letter" lang="${choice.language}">${shown.text}</pre></details>
!${test === undefined ? '' : testForm(language, page, test)}`;
}

function framed(title: string, look: string, src: string, subject: string): string {
  return html`<figure><figcaption>${title}</figcaption><div class="frame-box" role="region" tabindex="0" aria-label="${title}"><iframe class="${look}" title="${title}: ${subject}" src="${src}" sandbox=""></iframe></div></figure>`;
}

function chooser(language: Language, { path, course, mails, choice }: PreviewPage): string {
  const text = previewTexts[language];
  const variants = courseVariants(course);
  const fields = [
    selectField({
      name: 'mail',
      label: text.mail,
      value: mailName(choice.mail),
      choices: mails.map((mail) => ({ value: mailName(mail), label: mailTitle(language, mail) })),
    }),
    selectField({
      name: 'language',
      label: text.language,
      value: choice.language,
      choices: (['sv', 'en'] as const).map((value) => ({ value, label: text.languages[value] })),
    }),
    variants.length === 0
      ? ''
      : selectField({
          name: 'variant',
          label: text.variant,
          value: choice.variant ?? '',
          choices: [
            { value: '', label: text.ownVariant },
            ...variants.map((value) => ({ value, label: variantText(language, value) })),
          ],
        }),
  ].join('\n');
  return searchForm({
    action: `${path}/mails`,
    body: fields,
    submit: text.show,
    label: text.choose,
  });
}

function testForm(
  language: Language,
  { path, course }: PreviewPage,
  { csrfToken, address }: { csrfToken: string; address: string },
): string {
  const text = previewTexts[language];
  const lessons = course.lessons.map(({ number, text: told }) => ({
    value: String(number),
    label: `${text.kinds.lesson.replace('{n}', String(number))}: ${told[language].title}`,
  }));
  const variants = courseVariants(course);
  const body = [
    selectField({
      name: 'lesson',
      label: text.testWhat,
      choices: [{ value: '', label: text.testAll }, ...lessons],
    }),
    variants.length === 0
      ? ''
      : choiceField({
          name: 'told',
          label: text.variant,
          values: [''],
          choices: [
            { value: '', label: text.ownVariant },
            ...variants.map((value) => ({ value, label: variantText(language, value) })),
          ],
        }),
  ].join('\n');
  return html`<h2>${text.testTitle}</h2>
<p>${text.testLead.replace('{address}', address)}</p>
!${form({ csrfToken }, { action: `${path}/test`, body, submit: text.send })}`;
}

function mailTitle(language: Language, mail: PreviewedMail): string {
  const { kinds } = previewTexts[language];
  if (mail.kind === 'announcement') return kinds.announcement;
  if (mail.kind === 'baseline') return kinds[mail.baseline];
  return kinds[mail.kind].replace('{n}', String(mail.lesson));
}

function variantText(language: Language, variant: VariantKey): string {
  const text = previewTexts[language];
  if (variant in text.workplaces) return text.workplaces[variant as keyof typeof text.workplaces];
  return `${text.department} ${variant.replace('department:', '')}`;
}

function hasVariant({ lessons }: Course, number: number, variant: VariantKey): boolean {
  return lessons.some((one) => one.number === number && one.variants?.[variant] !== undefined);
}
