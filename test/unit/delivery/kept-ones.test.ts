import { describe, expect, test } from 'vitest';
import { keptOnes } from '../../../src/delivery/kept-ones.ts';

describe('what is kept', () => {
  test('is made once, and the one that was asked for longest ago goes', async () => {
    const made: string[] = [];
    const keep = keptOnes<string>(2);
    const ask = (name: string) =>
      keep(name, async () => {
        made.push(name);
        return name;
      });
    for (const name of ['a', 'b', 'a', 'a', 'c', 'a', 'b', 'a']) expect(await ask(name)).toBe(name);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  test('is tried again where it could not be made', async () => {
    const keep = keptOnes<string>(2);
    await expect(keep('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await keep('a', async () => 'yes')).toBe('yes');
  });
});
