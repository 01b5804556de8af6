import { describe, expect, it } from 'vitest';
import { defaultConnections, isLoopback, parseSmtpUrl } from '../../../src/platform/smtp-url.ts';

describe('parseSmtpUrl', () => {
  it('reads everything a URL can say', () => {
    expect(
      parseSmtpUrl(
        'smtps://kurs%40x.se:h%3Am@relay.example.org:2465?maxConnections=3&requireTLS=1',
      ),
    ).toEqual({
      host: 'relay.example.org',
      port: 2465,
      secure: true,
      user: 'kurs@x.se',
      password: 'h:m',
      connections: 3,
      requireTls: true,
    });
  });

  it.each([
    ['smtp://relay', 587, false],
    ['smtps://relay', 465, true],
  ])('%s means port %i', (url, port, secure) => {
    expect(parseSmtpUrl(url)).toMatchObject({ port, secure, user: undefined, requireTls: false });
  });

  it('takes the brackets off an IPv6 address', () => {
    expect(parseSmtpUrl('smtp://[::1]:25')?.host).toBe('::1');
  });

  it.each(['0', '-1', '1.5', '101', 'many', ''])(
    'maxConnections=%s means the default',
    (wanted) => {
      expect(parseSmtpUrl(`smtp://relay?maxConnections=${wanted}`)?.connections).toBe(
        defaultConnections,
      );
    },
  );

  it.each(['relay', 'http://relay', 'smtp://', 'smtp:relay', ''])('%j is no such URL', (url) => {
    expect(parseSmtpUrl(url)).toBeUndefined();
  });
});

describe('rule 16: loopback', () => {
  it.each(['127.0.0.1', '127.255.3.4', '::1', 'localhost'])('%s is loopback', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '127.0.0.1.example.org',
    '128.0.0.1',
    'localhost.example.org',
    '10.127.0.1',
    '0.0.0.0',
    '',
  ])('%j is not', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
