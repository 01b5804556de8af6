import { describe, expect, test } from 'vitest';
import { type DigestCampaign, digestWeek, needsAttention } from '../../../src/statistics/digest.ts';
import { digestMail } from '../../../src/statistics/digest-mail.ts';

const total = { invited: 100, delivered: 100, failed: 0, started: 60, completed: 20 };
const campaign: DigestCampaign = {
  id: 7,
  course: { sv: 'IT-säkerhet <i vardagen>', en: 'Everyday IT security' },
  paused: false,
  until: '2027-03-31',
  total,
  before: { ...total, started: 40 },
  departments: [],
};
const kinds = (changes: Partial<DigestCampaign>, today = '2027-01-11') =>
  needsAttention({ ...campaign, ...changes }, today).map(({ kind }) => kind);

describe('what needs attention', () => {
  test('nothing, while a campaign moves', () => {
    expect(kinds({})).toEqual([]);
  });
  test.each([
    ['2027-03-17', ['ends']],
    ['2027-03-16', []],
    ['2027-03-31', ['ends']],
    ['2027-04-01', []],
  ])('the end is told from two weeks before it: on %s %j', (today, expected) => {
    expect(kinds({}, today)).toEqual(expected);
  });
  test('two mails of a hundred that failed', () => {
    expect(kinds({ total: { ...total, failed: 2 } })).toEqual(['failed']);
    expect(kinds({ total: { ...total, failed: 1 } })).toEqual([]);
  });
  test('a week in which nothing moved, unless it is paused or done', () => {
    expect(kinds({ before: total })).toEqual(['still']);
    expect(kinds({ before: total, paused: true })).toEqual(['paused']);
    const done = { ...total, started: 100, completed: 100 };
    expect(kinds({ total: done, before: done })).toEqual([]);
  });
  test('departments with less than half of the share of the whole, the lowest three first', () => {
    const departments = [
      { name: 'A', invited: 10, started: 3 },
      { name: 'B', invited: 10, started: 2 },
      { name: 'C', invited: 20, started: 1 },
      { name: 'D', invited: 10, started: 0 },
      { name: 'E', invited: 10, started: 1 },
      { name: 'empty', invited: 0, started: 0 },
    ];
    const found = needsAttention({ ...campaign, departments }, '2027-01-11');
    expect(found.map((one) => ('name' in one ? one.name : one.kind))).toEqual(['D', 'C', 'E']);
    const early = { ...total, started: 20 };
    expect(kinds({ departments, total: early, before: null })).toEqual([]);
  });
  test('rule 11: a hidden figure draws no conclusion', () => {
    expect(kinds({ total: null })).toEqual([]);
  });
});

const values = {
  organisation: 'Exempelkommun',
  help: 'hjalp@exempelkommun.test',
  url: 'https://nanokurs.test',
  today: '2027-01-11',
  trial: false,
};

test('the mail tells the change, links to the pages, and says how to be rid of it', () => {
  const mail = digestMail('sv', { ...values, campaigns: [campaign] });
  expect(mail.text).toContain('60 (60\u00A0%) har börjat, +20 sedan förra veckan');
  expect(mail.text).toContain('20 (20\u00A0%) är klara, oförändrat sedan förra veckan\n');
  expect(mail.text).toContain('https://nanokurs.test/campaigns/7/overview');
  expect(mail.text).toContain('https://nanokurs.test/digest');
  expect(mail.html).not.toContain('<i vardagen>');
  expect(mail.html).not.toMatch(/<img|<script|cid:/);
});

test('rule 13: subjects reveal nothing, in both languages', () => {
  for (const language of ['sv', 'en'] as const)
    expect(digestMail(language, { ...values, campaigns: [campaign] }).subject).not.toContain('IT');
});

test('figures that went down, as when people leave, are told as such', () => {
  const before = { ...total, started: 62 };
  const mail = digestMail('en', { ...values, campaigns: [{ ...campaign, before }] });
  expect(mail.text).toContain('60 (60%) have started, −2 since last week');
});

test('a hidden total says why', () => {
  const mail = digestMail('en', { ...values, campaigns: [{ ...campaign, total: null }] });
  expect(mail.text).toContain('The group is too small');
});

test.each([
  ['2027-01-11T05:59:00Z', undefined],
  ['2027-01-11T06:00:00Z', '2027-01-11'],
  ['2027-01-17T22:59:00Z', '2027-01-11'],
  ['2027-01-17T23:00:00Z', undefined],
  ['2027-07-05T05:00:00Z', '2027-07-05'],
])('at %s the digest of the week from %s may leave: from Monday at seven on', (now, week) => {
  expect(digestWeek(new Date(now))).toBe(week);
});
