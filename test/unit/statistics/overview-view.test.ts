import { expect, test } from 'vitest';
import { cardsBody } from '../../../src/statistics/campaign-cards-view.ts';
import type { Completion } from '../../../src/statistics/completion.ts';
import { focusOn, type Overview, onlyTop } from '../../../src/statistics/overview.ts';
import { overviewBody, overviewCrumbs } from '../../../src/statistics/overview-view.ts';
import { reportBody } from '../../../src/statistics/report-view.ts';
import { completionWith, hiddenRow, shownRow } from '../../support/completion-rows.ts';

const rows = [
  shownRow('A', null, [1200, 600, 120]),
  shownRow('A1', 'A', [700, 400, 100]),
  hiddenRow('A2', 'A'),
  hiddenRow('B', null),
];
const nothing = hiddenRow('', null);

function overviewWith(completion: Completion, whole = true): Overview {
  return {
    campaign: {
      id: 3,
      status: 'running',
      start: '2026-09-01',
      until: '2027-05-31',
      course: { sv: 'Åskådarens roll', en: 'Bystander' },
    },
    whole,
    completion,
    earlier: {
      day: '2026-11-14',
      total: shownRow('', null, [1230, 580, 120]),
      departments: new Map([['A', shownRow('A', null, [1200, 570, 120])]]),
    },
    top: whole ? undefined : onlyTop(completion.departments),
  };
}

function pageOf(overview: Overview, department?: string, language: 'sv' | 'en' = 'sv') {
  const focus = focusOn(overview.completion, overview.earlier, department);
  if (focus === undefined) throw new Error('There is no such department.');
  return {
    language,
    overview,
    focus,
    choice: { as: 'now' as const, department, sort: { key: 'name' as const, descending: false } },
    days: [],
    questions: undefined,
    forms: undefined,
    formsOf: undefined,
    today: '2026-11-21',
  };
}

const total = shownRow('', null, [1230, 610, 120]);
const whole = overviewWith(completionWith(rows, total));
const addresses = (markup: string) =>
  [...markup.matchAll(/href="([^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&#61;', '=').replaceAll('&#38;', '&'),
  );
const spaces = (markup: string) => markup.replace(/\u00a0/g, ' ').replace(/<[^>]*>/g, ' ');

test('figures, shares and what changed since last week', () => {
  const text = spaces(overviewBody(pageOf(whole)));
  expect(text).toMatch(/Har börjat\s+610\s+50 % av de inbjudna\s+\+30 sedan 14 november/);
  expect(text).toMatch(/Klara\s+120\s+10 % av de inbjudna\s+oförändrat sedan 14 november/);
  expect(spaces(overviewBody(pageOf(whole, undefined, 'en')))).toContain('+30 since 14 November');
});

test('a department is a link to what is below it, and the address keeps the choice', () => {
  const page = pageOf(whole);
  const body = overviewBody({
    ...page,
    choice: { ...page.choice, as: 'then', sort: { key: 'completed', descending: true } },
  });
  expect(addresses(body)).toContain('/campaigns/3/overview?department=A&as=then&sort=-completed');
  expect(body).toContain('aria-sort="descending"');
});

test('the way back up is the departments above', () => {
  expect(overviewCrumbs(pageOf(whole, 'A1'))).toEqual([
    { href: '/overview', text: 'Översikt' },
    { href: '/campaigns/3/overview', text: 'Åskådarens roll' },
    { href: '/campaigns/3/overview?department=A', text: 'Enhet A' },
  ]);
  expect(overviewCrumbs(pageOf(whole))).toEqual([{ href: '/overview', text: 'Översikt' }]);
});

test('rule 11: a hidden department says why and has no number', () => {
  const body = overviewBody(pageOf(whole, 'A2'));
  expect(spaces(body)).toContain('Gruppen är mindre än 5 personer');
  expect(body).not.toContain('Över tid');
  expect(spaces(overviewBody(pageOf(whole)))).toMatch(/Enhet B\s+\(dold\)/);
});

test('a leader of several departments has their sum, or is told that one of them is hidden', () => {
  const open = [shownRow('A1', null, [70, 40, 10]), shownRow('C', null, [30, 20, 1])];
  const seen = overviewWith(completionWith(open, shownRow('', null, [100, 60, 11])), false);
  expect(spaces(overviewBody(pageOf(seen)))).toMatch(/Dina enheter tillsammans\s+100/);
  const partly = overviewWith(completionWith([...open, hiddenRow('D', null)], nothing), false);
  expect(spaces(overviewBody(pageOf(partly)))).toContain('En av dina enheter är dold');
  const one = overviewWith(completionWith([hiddenRow('D', null)], nothing), false);
  expect(spaces(overviewBody(pageOf(one, one.top)))).toContain('mindre än 5 personer');
});

test('before the first day is counted the page says when figures come', () => {
  const fresh = { ...overviewWith(completionWith([], nothing)), earlier: undefined };
  const text = spaces(overviewBody(pageOf(fresh)));
  expect(text).toContain('Siffrorna kommer i morgon');
  expect(text).toContain('Inga enheter att visa än');
});

test('names from a roster stay text', () => {
  const evil = { ...shownRow('<b>', null, [10, 5, 1]), name: '<img src=x>' };
  const overview = overviewWith(completionWith([evil], total));
  const page = pageOf(overview, '<b>');
  for (const body of [
    overviewBody(pageOf(overview)),
    overviewBody(page),
    reportBody({
      ...page,
      organisation: '<i>',
      trial: true,
      as: 'now',
    }),
  ])
    expect(body).not.toMatch(/<img src=x|<b>|<i>/);
});

test.each([
  ['import', '/people/import', 'Läs in personallistan'],
  ['await-import', undefined, 'HR eller den som administrerar'],
  ['plan', '/campaigns/new', 'Planera ett utskick'],
  ['await-campaign', undefined, 'När någon startar ett utskick'],
] as const)('a fresh installation leads on: %s', (next, href, said) => {
  const options = { open: [], ended: [], today: '2026-11-21', next, whole: true };
  const body = cardsBody({ language: 'sv', ...options });
  expect(body).toContain(said);
  expect(/<a class="button" href="([^"]*)"/.exec(body)?.[1]).toBe(href);
  expect(cardsBody({ language: 'en', ...options })).not.toContain(said);
});

test('a card has the figures, what needs a look, and the way in', () => {
  const paused: Overview = { ...whole, campaign: { ...whole.campaign, status: 'paused' } };
  const body = cardsBody({
    language: 'sv',
    open: [paused],
    ended: [{ ...whole.campaign, id: 2, status: 'ended' }],
    today: '2026-11-21',
    next: 'plan',
    whole: true,
  });
  expect(spaces(body)).toMatch(/Inbjudna\s+1 230/);
  expect(body).toContain('Utskicket är pausat.');
  expect(body).toContain('href="/campaigns/3/overview"');
  expect(body).toContain('href="/campaigns/2/overview"');
});

test('the report says in words where the campaign stands', () => {
  const page = {
    ...pageOf(whole),
    organisation: 'Exempelkommun',
    trial: false,
    as: 'now' as const,
  };
  const text = spaces(reportBody(page));
  expect(text).toContain(
    '1 230 personer är inbjudna. 610 (50 %) har börjat och 120 (10 %) är klara. Sedan 14 november 2026 har 30 fler börjat och 0 fler blivit klara.',
  );
});

test('forms: departments come when the campaign has ended, and the page says so once', () => {
  const forms = {
    final: false,
    questions: [],
    departments: [],
    total: { suppressed: true, forms: { before: null, after: null }, questions: [] },
  };
  const later = 'Enheternas svar visas när utskicket har avslutats.';
  const body = overviewBody({ ...pageOf(whole, 'A'), forms, formsOf: 'A' });
  expect(body.split(later)).toHaveLength(2);
  expect(overviewBody({ ...pageOf(whole), forms })).toContain('när tillräckligt många har svarat');
});
