import { expect, test } from 'vitest';
import { auditText, type ShownAudit, swedishTime } from '../../../src/access/audit.ts';

const at = new Date('2026-10-01T22:05:00Z');

function row(more: Partial<ShownAudit>): ShownAudit {
  return {
    id: 1,
    at,
    recordedAt: at,
    actor: { kind: 'command', name: 'anna' },
    action: 'person.show',
    subject: '4711',
    details: {},
    ...more,
  };
}

test('a row says when in Sweden, who, what, of whom, and in words', () => {
  expect(auditText([row({})]).split('\n')).toEqual([
    'Tid / time        Vem / who                    Vad / what',
    '2026-10-02 00:05  anna (kommando)              person.show        4711',
    '                  såg en persons uppgifter / looked at a person',
  ]);
});

test('a token is named by its number and role', () => {
  const text = auditText([row({ actor: { kind: 'token', id: 12, role: 'hr' } })]);
  expect(text).toContain('nyckel/token 12 (hr)');
});

test('no line is wider than 80 columns, whatever it holds', () => {
  const text = auditText([
    row({
      actor: { kind: 'command', name: 'a'.repeat(60) },
      action: 'department.rename',
      subject: '1001, '.repeat(30),
      details: { joiners: 123456, leavers: 123456, movers: 123456, changed: 1234, held: 12 },
    }),
  ]);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(80);
  expect(text).toContain('joiners 123456');
  expect(text).toContain('held 12');
});

test('an empty trail says so', () => {
  expect(auditText([])).toContain('Inget är antecknat');
});

test('winter time is an hour closer', () => {
  expect(swedishTime(new Date('2026-12-01T22:05:00Z'))).toBe('2026-12-01 23:05');
});
