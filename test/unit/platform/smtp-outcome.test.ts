import { expect, it } from 'vitest';
import { accepted, classifyFailure } from '../../../src/platform/smtp-outcome.ts';

const failure = (command: string | undefined, responseCode?: number, response?: string) => ({
  message: 'nodemailer said so',
  response,
  responseCode,
  command,
});

it.each(['MAIL FROM', 'RCPT TO', 'DATA'])('rule 4: 5xx to %s is final', (command) => {
  expect(classifyFailure(failure(command, 550, '550 no'), true)).toEqual({
    kind: 'rejected',
    code: 550,
    reply: '550 no',
  });
});

it.each(['CONN', 'EHLO', 'AUTH PLAIN', 'API', undefined])(
  'rule 4: 5xx to %s fails no mail',
  (command) => {
    expect(classifyFailure(failure(command, 535, '535 no'), false)).toMatchObject({
      kind: 'deferred',
      code: 535,
    });
  },
);

it.each([421, 450, 452, 499])('rule 4: %i is tried again', (code) => {
  expect(classifyFailure(failure('DATA', code, `${code} later`), true).kind).toBe('deferred');
});

it('rule 3: without a reply it depends on whether the content had begun', () => {
  expect(classifyFailure(failure('CONN'), true)).toEqual({
    kind: 'unknown',
    code: null,
    reply: 'nodemailer said so',
  });
  expect(classifyFailure(failure('CONN'), false).kind).toBe('deferred');
});

it.each([0, 99, 600, 99_999, Number.NaN])('%d is no reply code and fails no mail', (code) => {
  expect(classifyFailure(failure('DATA', code, 'nonsense'), true).kind).toBe('unknown');
});

it('what is stored of a reply is short and without control characters', () => {
  const { reply } = accepted(`250 2.0.0 ok\u0000\r\n${'x'.repeat(1_000)}`);
  expect(reply).toHaveLength(500);
  expect(reply).toMatch(/^250 2\.0\.0 ok x+$/);
});

it.each([
  ['251 elsewhere', 251],
  ['2', 250],
  ['250000 ok', 250],
])('the code of %s is %i', (reply, code) => {
  expect(accepted(reply)).toMatchObject({ kind: 'accepted', code });
});

it('a refusal of us rather than of the mail fails none, whatever the stage', () => {
  for (const reply of [
    '530 5.7.57 Client not authenticated',
    '535 5.7.8 no',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
  ]) {
    const code = Number(reply.slice(0, 3));
    expect(classifyFailure(failure('MAIL FROM', code, reply), false)).toMatchObject({
      kind: 'deferred',
    });
  }
  expect(classifyFailure(failure('MAIL FROM', 550, '550 5.7.1 refused'), false)).toMatchObject({
    kind: 'rejected',
  });
});
