import { expect, test } from 'vitest';
import { createLog, redact } from '../../../src/platform/log.ts';

/** What a line becomes on its way out. */
function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('info', { write: (line: string) => lines.push(line) }));
  return lines.join('');
}

test.each([
  ['to alva.ek@exempelkommun.test now', 'to <address> now'],
  ['GET /a/EZL5tQAAAAAAAAEBAAHMFWha79E0RENiAn2i6zecvWzE 200', 'GET /a/<token> 200'],
  ['GET /b/EZL5tQAAAAAAAAEBAAHMFWha79E0RENiAn2i6zecvWzE 200', 'GET /b/<token> 200'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer <token>'],
  ['made nk_mdqNz8SZT9x5YFjbfrqQgeXxxnzQHR6mRbLSMgt8YUY', 'made nk_<token>'],
  ['row 19801084-8371 is bad', 'row <identity number> is bad'],
  ['row 801084-8371 is bad', 'row <identity number> is bad'],
])('%s is redacted', (text, safe) => {
  expect(redact(text)).toBe(safe);
});

test('addresses and tokens leave no log line, wherever in it they stand', () => {
  const text = logged((log) =>
    log.warn(
      {
        to: 'bo.lind@exempelkommun.test',
        deep: [{ link: 'https://x.se/a/EZL5tQAAAAAAAAEBAAHMFWha79E0' }],
      },
      'for bo.lind@exempelkommun.test',
    ),
  );
  expect(text).not.toContain('exempelkommun');
  expect(text).not.toContain('EZL5tQ');
});

test('an error is told by its message and code, without the rows and clients it carries', () => {
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (last_name)=(Ek) already exists.',
    client: { password: 'hemligt' },
  });
  const text = logged((log) => log.error({ err: error }, 'failed'));
  expect(JSON.parse(text)).toMatchObject({ err: { message: 'duplicate key', code: '23505' } });
  expect(text).not.toMatch(/last_name|hemligt/);
});
