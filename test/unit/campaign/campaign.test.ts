import { describe, expect, test } from 'vitest';
import { type Campaign, isoWithZone, linksExpireAt } from '../../../src/campaign/campaign.ts';
import { officeHours } from '../../support/windows.ts';

const campaign: Campaign = {
  id: 1,
  courseSlug: 'course',
  courseVersionId: 1,
  lessons: 3,
  audience: { kind: 'all' },
  start: '2026-08-31',
  until: '2026-12-31',
  cadence: { kind: 'every', days: 14, until: '2026-12-31' },
  baseline: false,
  arm: 'even:2',
  window: officeHours,
  status: 'running',
};

describe('linksExpireAt', () => {
  test.each([
    // The 60th day after 31 December is 1 March.
    ['2026-12-31', '2027-03-01T23:00:00.000Z'],
    // The end is in winter, the last day of the links in summer.
    ['2026-02-15', '2026-04-16T22:00:00.000Z'],
    ['2026-09-15', '2026-11-14T23:00:00.000Z'],
  ])('a campaign until %s: to the end of the 60th local day after it', (until, at) => {
    expect(
      linksExpireAt({ ...campaign, until }, new Date('2026-09-01T08:00:00Z')).toISOString(),
    ).toBe(at);
  });

  test('without an end: to the end of the 365th local day after the mail', () => {
    const now = new Date('2026-09-01T22:30:00Z');
    expect(linksExpireAt({ ...campaign, until: null }, now).toISOString()).toBe(
      '2027-09-02T22:00:00.000Z',
    );
  });
});

describe('isoWithZone', () => {
  test.each([
    ['2026-08-31T05:30:00.000Z', '2026-08-31T07:30:00+02:00'],
    ['2026-12-31T23:30:15.900Z', '2027-01-01T00:30:15+01:00'],
    // The same local time twice in the night when summer ends; the offset tells them apart.
    ['2026-10-25T00:30:00.000Z', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00.000Z', '2026-10-25T02:30:00+01:00'],
  ])('%s is %s in Stockholm', (at, text) => {
    expect(isoWithZone('Europe/Stockholm', new Date(at))).toBe(text);
  });
});
