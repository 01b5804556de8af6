import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { html } from 'ghtml';
import { z } from 'zod';
import { publicRoute } from '../platform/route-access.ts';
import { negotiateLanguage, otherLanguage } from '../web/language.ts';
import { type Frame, notFoundPage, page } from '../web/shell.ts';
import type { Course, Language, Lesson } from './course.ts';
import type { Kit } from './kit.ts';
import { markdownToHtml } from './markdown.ts';

const words = {
  sv: {
    title: 'Tio minuter på arbetsplatsträffen',
    intro:
      'Välj en lektion. Varje sida ryms på ett papper: en händelse att läsa högt, tre frågor och råd till den som leder samtalet.',
    none: 'Det finns inget underlag ännu.',
    minutes: 'Tio minuter',
    print: 'Skriv ut sidan från webbläsaren. Den ryms på ett A4.',
    split: [
      ['2 min', 'Läs händelsen högt. Låt alla tänka en stund för sig själva.'],
      ['6 min', 'Samtala om frågorna, två och två eller alla tillsammans.'],
      ['2 min', 'Enas om en sak att prova till nästa gång.'],
    ],
    scenario: 'Händelsen',
    questions: 'Att samtala om',
    note: 'Till dig som leder',
    lesson: 'Lektion',
    all: 'Alla lektioner',
  },
  en: {
    title: 'Ten minutes at the workplace meeting',
    intro:
      'Choose a lesson. Each page fits on one sheet: something that happened to read aloud, three questions, and advice for whoever leads the talk.',
    none: 'There is no kit yet.',
    minutes: 'Ten minutes',
    print: 'Print the page from the browser. It fits on one A4 sheet.',
    split: [
      ['2 min', 'Read aloud what happened. Let everyone think for a moment by themselves.'],
      ['6 min', 'Talk about the questions, in pairs or all together.'],
      ['2 min', 'Agree on one thing to try until next time.'],
    ],
    scenario: 'What happened',
    questions: 'To talk about',
    note: 'For you who lead',
    lesson: 'Lesson',
    all: 'All lessons',
  },
} as const;

export type KitPageDeps = Frame & { courses: readonly Course[]; kits: readonly Kit[] };

/** `GET /kit` and `GET /kit/:course/:lesson`: what a workplace meeting talks about, to print; open to all. */
export function registerKitPages(app: FastifyInstance, deps: KitPageDeps): void {
  const { courses, kits, trial, organisation, help } = deps;
  const frame: Frame = { trial, organisation, help };
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const querystring = z.object({ lang: z.enum(['sv', 'en']).optional().catch(undefined) });

  typed.get(
    '/kit',
    { schema: { hide: true, querystring }, config: publicRoute },
    async (request, reply) => {
      const language = negotiateLanguage(request.headers['accept-language'], request.query.lang);
      reply.type('text/html; charset=utf-8');
      return page({
        ...frame,
        language,
        title: words[language].title,
        body: indexBody(language, courses, kits),
        otherLanguageUrl: `/kit?lang=${otherLanguage(language)}`,
      });
    },
  );

  typed.get(
    '/kit/:course/:lesson',
    {
      schema: {
        hide: true,
        querystring,
        params: z.object({ course: z.string().max(100), lesson: z.string().max(100) }),
      },
      config: publicRoute,
    },
    async (request, reply) => {
      const language = negotiateLanguage(request.headers['accept-language'], request.query.lang);
      const { course: slug, lesson: lessonSlug } = request.params;
      reply.type('text/html; charset=utf-8');
      const kit = kits.find((one) => one.course === slug && one.lesson === lessonSlug);
      const course = courses.find((one) => one.slug === slug);
      const lesson = course?.lessons.find((one) => one.slug === lessonSlug);
      if (kit === undefined || course === undefined || lesson === undefined) {
        reply.code(404);
        return notFoundPage(language, frame);
      }
      return page({
        ...frame,
        language,
        title: lesson.text[language].title,
        body: kitBody(language, course, lesson, kit),
        otherLanguageUrl: `${addressOf(kit)}?lang=${otherLanguage(language)}`,
      });
    },
  );
}

function addressOf({ course, lesson }: Pick<Kit, 'course' | 'lesson'>): string {
  return `/kit/${course}/${lesson}`;
}

function indexBody(language: Language, courses: readonly Course[], kits: readonly Kit[]): string {
  const text = words[language];
  const sections = courses.flatMap((course) => {
    const lessons = course.lessons.filter((lesson) =>
      kits.some((kit) => kit.course === course.slug && kit.lesson === lesson.slug),
    );
    return lessons.length === 0 ? [] : [courseSection(language, course, lessons)];
  });
  return html`<h1>${text.title}</h1>
<p class="lead">${text.intro}</p>
!${sections.length === 0 ? html`<p>${text.none}</p>` : sections}`;
}

function courseSection(language: Language, course: Course, lessons: readonly Lesson[]): string {
  const items = lessons.map(
    ({ slug, number, text }) =>
      html`<li value="${number}"><a href="${addressOf({ course: course.slug, lesson: slug })}?lang=${language}">${text[language].title}</a></li>`,
  );
  return html`<section aria-labelledby="${course.slug}">
<h2 id="${course.slug}">${course.title[language]}</h2>
<ol class="kits">!${items}</ol>
</section>`;
}

function kitBody(language: Language, course: Course, lesson: Lesson, kit: Kit): string {
  const text = words[language];
  const { questions, note, scenario } = kit.text[language];
  const split = text.split.map(([time, what]) => html`<li><strong>${time}</strong> ${what}</li>`);
  return html`<article class="kit">
<p class="muted small">${course.title[language]}, ${text.lesson.toLowerCase()} ${lesson.number}</p>
<h1>${lesson.text[language].title}</h1>
<p class="muted screen-only">${text.print}</p>
<section class="kit-scenario card" aria-labelledby="scenario">
<h2 id="scenario">${text.scenario}</h2>
!${markdownToHtml(scenario)}
</section>
<section aria-labelledby="questions">
<h2 id="questions">${text.questions}</h2>
<ol class="kit-questions">!${questions.map((one) => html`<li>${one}</li>`)}</ol>
</section>
<section aria-labelledby="split">
<h2 id="split">${text.minutes}</h2>
<ul class="kit-split">!${split}</ul>
</section>
<section class="notice" aria-labelledby="note">
<h2 id="note">${text.note}</h2>
!${note.split(/\n{2,}/).map((part) => html`<p>${part}</p>`)}
</section>
<p class="screen-only"><a href="/kit?lang=${language}">${text.all}</a></p>
</article>`;
}
