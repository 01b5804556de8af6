import { createHash } from 'node:crypto';

/** How long a link in a sign-in mail opens the service. */
export const linkMinutes = 15;

/** So many attempts within so many minutes. */
export type AttemptLimit = { most: number; minutes: number };

/** Mails to one address: more are not sent, and nobody is told. */
export const addressLimit: AttemptLimit = { most: 5, minutes: 15 };
/**
 * Attempts from one network. High, since a whole municipality may be one address, and thousands of
 * leaders open the weekly mail on a Monday morning. What one person is mailed has its own limit.
 */
export const networkLimit: AttemptLimit = { most: 5_000, minutes: 15 };

export function addressKey(address: string): Buffer {
  return keyOf('address', address.toLowerCase());
}

/** Of IPv6 the network of one customer counts, not the address, of which there is no end. */
export function networkKey(ip: string): Buffer {
  return keyOf('network', ip.includes(':') ? firstQuarters(ip) : ip);
}

function keyOf(kind: string, value: string): Buffer {
  return createHash('sha256').update(`${kind}\n${value}`, 'utf8').digest();
}

/** The first 64 bits, as four groups; an IPv4 address written as IPv6 stays itself. */
function firstQuarters(ip: string): string {
  const plain = ip.toLowerCase().split('%')[0] ?? '';
  const [head = '', tail] = plain.split('::');
  if (plain.includes('.')) return plain.slice(plain.lastIndexOf(':') + 1);
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...back];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
