import { html } from 'ghtml';
import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { errorSummary } from '../../../src/web/components/error-summary.ts';
import {
  choiceField,
  inputField,
  selectField,
  textField,
} from '../../../src/web/components/field.ts';
import { form, searchForm, uploadForm } from '../../../src/web/components/form.ts';
import { numberText, percentText, timeElement } from '../../../src/web/components/format.ts';
import { emptyState, flashMessage, notice } from '../../../src/web/components/notice.ts';
import { pagination, withQuery } from '../../../src/web/components/pagination.ts';
import { figures, summaryList } from '../../../src/web/components/summary-list.ts';
import { table } from '../../../src/web/components/table.ts';
import { tag } from '../../../src/web/components/tag.ts';
import { signedInPage } from '../../../src/web/signed-in-shell.ts';

const bad = `"><script>alert('x')</script>' onclick=x`;
const visit = { csrfToken: 'token' };

/** Every component, with the same text wherever a text can stand. */
function everything(text: string): string {
  const field = { label: text, value: text, hint: text, error: text };
  const choices = [
    { value: 'a', label: text, hint: text },
    { value: 'b', label: text },
  ];
  return [
    errorSummary('sv', [{ field: 'name', text }, { text }]),
    form(visit, {
      action: '/x',
      submit: text,
      about: text,
      name: 'go',
      value: text,
      cancel: { href: '/y', text },
      body: [
        inputField({ name: 'name', ...field, list: [{ value: text, label: text }] }),
        textField({ name: 'more', ...field }),
        selectField({ name: 'one', ...field, choices }),
        choiceField({ name: 'some', ...field, choices, values: ['b'], several: true }),
      ].join(''),
    }),
    uploadForm(visit, {
      action: '/u',
      submit: text,
      error: text,
      label: text,
      hint: text,
      accept: '.csv',
    }),
    searchForm({
      action: '/s',
      label: text,
      submit: text,
      body: inputField({ name: 'find', type: 'search', label: text }),
    }),
    table({
      caption: text,
      columns: [
        { head: text, sort: { href: '/?sort=1', direction: 'ascending' } },
        { head: text, number: true, sort: { href: '/?sort=2' } },
      ],
      rows: [[html`${text}`, tag(text, 'warn')]],
      total: [html`${text}`, '1'],
    }),
    notice({ title: text, body: html`<p>${text}</p>`, kind: 'bad' }),
    emptyState({ title: text, text, action: { href: '/', text } }),
    flashMessage({ kind: 'good', text }),
    summaryList([{ name: text, value: html`${text}`, change: { href: '/', text, what: text } }]),
    figures([{ value: text, name: text, href: '/', note: text }]),
    pagination('sv', { page: 2, pages: 3, href: (page) => withQuery('/p', { page, q: text }) }),
    timeElement('sv', new Date('2026-08-31T06:00:00Z')),
  ].join('\n');
}

const pageWith = (text: string) =>
  signedInPage({
    language: 'sv',
    title: text,
    body: `<h1>Prov</h1>${everything(text)}`,
    crumbs: [{ href: '/', text }],
    flash: { kind: 'bad', text },
    address: text,
    csrfToken: 'token',
    path: '/things/1',
    url: `/things/1?q=${text}`,
    nav: [
      { path: '/things', text },
      { path: '/other', text },
    ],
    frame: { trial: true, organisation: text },
  });

test('rule 13: a page with every component is valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: { 'doctype-style': 'off', 'no-inline-style': 'error' },
  });
  const { results } = await validator.validateString(pageWith('Text'));
  expect(
    results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
    ),
  ).toEqual([]);
});

test('nothing that a component is given as text becomes markup, and nothing is inline', () => {
  const page = pageWith(bad);
  expect(page.includes('<script>')).toBe(false);
  expect(page).not.toMatch(/ style=| onclick=x/);
});

test('the menu marks where one is', () => {
  expect(pageWith('Text')).toContain('<a href="/things" aria-current="true">');
});

test('numbers and shares as they are written in each language', () => {
  expect(numberText('sv', 57_000)).toBe('57\u00a0000');
  expect(numberText('en', 57_000)).toBe('57,000');
  expect([percentText('sv', 1, 3), percentText('en', 1, 3)]).toEqual(['33\u00a0%', '33%']);
  // Nearly none is not none, and nearly all is not all.
  expect([percentText('en', 1, 1000), percentText('en', 999, 1000)]).toEqual(['1%', '99%']);
  expect([percentText('en', 0, 5), percentText('en', 5, 5), percentText('en', 0, 0)]).toEqual([
    '0%',
    '100%',
    '–',
  ]);
});
