import { expect, test } from 'vitest';
import { type DiffView, diffBody } from '../../../src/roster/import-diff-view.ts';
import type { ImportDocument, Upload } from '../../../src/roster/import-upload-document.ts';

const document: ImportDocument = {
  joiners: 2,
  leavers: 60,
  movers: 0,
  changed: 0,
  held: 0,
  rowsInError: 1,
  protected: 3,
  withoutEmail: 4,
  people: 1_200,
  departments: 5,
  errors: [],
  brake: [
    { kind: 'scope', leavers: 60, people: 900 },
    { kind: 'department', code: '10', leavers: 30, people: 40 },
  ],
  confirm: { leavers: 60, noProtection: true },
  lists: { joiners: [], leavers: [], movers: [], changed: [], held: [] },
};
const upload: Upload = {
  id: 'u',
  fileName: 'lista.csv',
  hash: null,
  fields: { source: 'hr', scope: null, profile: null },
  status: 'staged',
  rowsRead: 0,
  import: 7,
  document,
  error: null,
  reading: null,
  applying: null,
  problem: null,
  createdAt: new Date('2026-10-05T08:00:00Z'),
};
const view: DiffView = {
  language: 'sv',
  csrfToken: 'c',
  upload,
  document,
  file: true,
  list: {
    language: 'sv',
    path: '/people/import/u',
    counts: {
      joiners: 2,
      leavers: 60,
      movers: 0,
      changed: 0,
      held: 0,
      errors: 1,
      departments: 0,
      shared: 0,
    },
    page: 2,
    shown: {
      list: 'leavers',
      items: [{ number: '1', name: '<b>Kim</b>', department: '10' }],
    },
    rejects: true,
    names: new Map([['10', 'Omsorg']]),
  },
  values: {},
  errors: [],
  problem: null,
  suspended: 0,
};

test('the brake asks in words, for the number and for protected identities', () => {
  const body = diffBody(view);
  expect(body).toContain('Stämmer det att 60 personer slutar?');
  expect(body).toContain('60 av de 900 personer som listan gäller slutar.');
  expect(body).toContain('Omsorg (10): 30 av 40 slutar.');
  expect(body).toContain('name="leavers"');
  expect(body).toContain('Ja, ingen i filen har skyddad identitet');
  expect(body).toContain('Sida 2 av 2');
  expect(body).toContain('1\u00a0200');
});

test('names are text, and those of protected people only a count', () => {
  const body = diffBody(view);
  expect(body).toContain('&#60;b&#62;Kim');
  expect(body).toContain('sparas inte och visas inte');
});

test('what was carried out asks nothing more, and what holds no longer shows no names', () => {
  const applied = diffBody({ ...view, upload: { ...upload, status: 'applied' } });
  expect(applied).toContain('/people/import/undo/7');
  expect(applied).not.toContain('/apply"');
  const old = diffBody({ ...view, upload: { ...upload, status: 'discarded' } });
  expect(old).toContain('Jämför igen');
  expect(old).not.toContain('Kim');
});

test('lists that are no longer kept say so', () => {
  const gone = { list: 'leavers', items: undefined } as const;
  const body = diffBody({
    ...view,
    language: 'en',
    list: { ...view.list, language: 'en', shown: gone },
  });
  expect(body).toContain('The list is no longer kept');
});

test('after the list is applied the page says that users wait for a review, if any do', () => {
  const applied: DiffView = { ...view, upload: { ...upload, status: 'applied' } };
  expect(diffBody(applied)).not.toContain('behörigheter som vilar');
  expect(diffBody({ ...applied, suspended: 1 })).toContain('En användare som har flyttat');
  expect(diffBody({ ...applied, suspended: 3, language: 'en' })).toContain('3 users who moved');
});
