import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { html } from 'ghtml';
import { z } from 'zod';
import { publicRoute } from '../platform/route-access.ts';
import { table } from './components/table.ts';
import { negotiateLanguage, otherLanguage } from './language.ts';
import { type Content, type Operation, type Outline, outlineOpenApi } from './openapi-outline.ts';
import { type Frame, page } from './shell.ts';

const words = {
  sv: {
    title: 'API-dokumentation',
    intro: 'Beskrivningarna är på engelska. Samma sak för program finns i',
    contents: 'Innehåll',
    security: 'Kräver',
    parameters: 'Parametrar',
    name: 'Namn',
    where: 'Var',
    type: 'Typ',
    description: 'Beskrivning',
    required: 'krävs',
    optional: 'valfri',
    body: 'Innehåll i begäran',
    responses: 'Svar',
    empty: 'Inget innehåll',
    deprecated: 'På väg bort',
    none: 'Det finns inga anrop att visa.',
  },
  en: {
    title: 'API documentation',
    intro: 'The same thing for programs is in',
    contents: 'Contents',
    security: 'Requires',
    parameters: 'Parameters',
    name: 'Name',
    where: 'Where',
    type: 'Type',
    description: 'Description',
    required: 'required',
    optional: 'optional',
    body: 'Request body',
    responses: 'Responses',
    empty: 'No content',
    deprecated: 'Deprecated',
    none: 'There are no operations to show.',
  },
} as const;
type Language = keyof typeof words;

/** `GET /api/docs`: the OpenAPI document as a page to read, without JavaScript. */
export function registerOpenApiPages(
  app: FastifyInstance,
  deps: Frame & { openapi: () => unknown },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/docs',
    {
      config: publicRoute,
      schema: {
        hide: true,
        querystring: z.object({ lang: z.enum(['sv', 'en']).optional().catch(undefined) }),
      },
    },
    async (request, reply) => {
      const language = negotiateLanguage(request.headers['accept-language'], request.query.lang);
      const outline = outlineOpenApi(deps.openapi());
      reply.type('text/html; charset=utf-8');
      return page({
        language,
        title: words[language].title,
        body: openApiBody(outline, language),
        width: 'wide',
        trial: deps.trial,
        organisation: deps.organisation,
        help: deps.help,
        otherLanguageUrl: `/api/docs?lang=${otherLanguage(language)}`,
      });
    },
  );
}

function openApiBody(outline: Outline, language: Language): string {
  const word = words[language];
  const { operations } = outline;
  return html`<h1>${word.title}</h1>
<p>${outline.title} ${outline.version}. ${word.intro} <a href="/api/v1/openapi.json"><code>/api/v1/openapi.json</code></a>.</p>
!${outline.description === '' ? '' : html`<p lang="en">${outline.description}</p>`}
!${
    operations.length === 0
      ? html`<p>${word.none}</p>`
      : html`<nav aria-labelledby="contents"><h2 id="contents">${word.contents}</h2>
<ul>!${operations.map(contentsItem)}</ul></nav>`
  }
!${operations.map((operation) => operationSection(operation, language))}`;
}

const anchor = ({ method, path }: Operation) =>
  `${method}${path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function contentsItem(operation: Operation): string {
  return html`<li><a href="#${anchor(operation)}"><code>${operation.method} ${operation.path}</code></a> <span lang="en">${operation.summary}</span></li>`;
}

function operationSection(operation: Operation, language: Language): string {
  const word = words[language];
  const { summary, description, security, body } = operation;
  const name = `${operation.method} ${operation.path}`;
  return html`<section aria-labelledby="${anchor(operation)}">
<h2 id="${anchor(operation)}"><code>${name}</code></h2>
!${operation.deprecated ? html`<p><strong>${word.deprecated}</strong></p>` : ''}
!${summary === '' ? '' : html`<p lang="en"><strong>${summary}</strong></p>`}
!${description === '' ? '' : html`<p lang="en">${description}</p>`}
!${security.length === 0 ? '' : html`<p>${word.security}: <code>${security.join(' / ')}</code></p>`}
!${operation.parameters.length === 0 ? '' : parameterTable(operation, language)}
!${body.length === 0 ? '' : html`<h3>${word.body}</h3>!${body.map((content) => contentBlock(content, `${word.body}: ${name}`))}`}
<h3>${word.responses}</h3>
!${operation.responses.map(
    (
      response,
    ) => html`<h4><code>${response.status}</code> <span lang="en">${response.description}</span></h4>
!${response.content.length === 0 ? html`<p>${word.empty}</p>` : response.content.map((content) => contentBlock(content, `${response.status}: ${name}`))}`,
  )}
</section>`;
}

function parameterTable(operation: Operation, language: Language): string {
  const word = words[language];
  const heads = [word.name, word.where, word.type, word.description];
  return html`<h3>${word.parameters}</h3>
!${table({
    caption: `${word.parameters}: ${operation.method} ${operation.path}`,
    captionHidden: true,
    columns: heads.map((head) => ({ head })),
    rows: operation.parameters.map((parameter) => [
      html`<code>${parameter.name}</code>`,
      html`${parameter.in}, ${parameter.required ? word.required : word.optional}`,
      html`<code>${parameter.shape}</code>`,
      html`<span lang="en">${parameter.description}</span>`,
    ]),
    stacked: true,
  })}`;
}

/** A long line scrolls inside its block, which the keyboard must therefore reach, by a name of its own. */
function contentBlock({ type, shape }: Content, label: string): string {
  return html`<p><code>${type}</code></p>
<pre lang="en" tabindex="0" role="group" aria-label="${label}, ${type}"><code>${shape}</code></pre>`;
}
