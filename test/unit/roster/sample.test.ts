import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { makeRoster } from '../../../content/sample/make-roster.ts';

const file = new URL('../../../content/sample/personal.csv', import.meta.url);

it('the sample roster is what its script makes, and holds no identity numbers', async () => {
  const text = await readFile(file, 'latin1');
  expect(makeRoster()).toBe(text);
  expect(text).not.toMatch(/Personn|\d{6,8}-\d{4}/);
});
