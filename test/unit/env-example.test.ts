import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { configSchema, parseConfig } from '../../src/platform/config.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const example = read('.env.example');
const compose = read('docker-compose.yml');
const settings = parseEnv(example);
const schemaKeys = Object.keys(configSchema.shape) as (keyof typeof configSchema.shape)[];
/** What docker-compose.yml takes from .env for itself, apart from the service's own settings. */
const composeKeys = [...compose.matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? '');
const onlyCompose = [...new Set(composeKeys)].filter((key) => !(key in configSchema.shape));

test('.env.example has every setting of the schema, those of compose, and no other', () => {
  expect(schemaKeys.length).toBeGreaterThan(20);
  expect(onlyCompose).toEqual(['POSTGRES_PASSWORD']);
  expect(Object.keys(settings).sort()).toEqual([...schemaKeys, ...onlyCompose].sort());
});

test('no setting stands in .env.example twice', () => {
  const names = [...example.matchAll(/^(\w+)=/gm)].map((match) => match[1]);
  expect(names).toEqual([...new Set(names)]);
  expect(names).toHaveLength(Object.keys(settings).length);
});

test.each(schemaKeys)('%s is described as in the schema', (key) => {
  const description = configSchema.shape[key].description ?? '';
  expect(description).toMatch(/^[A-Z0-9].{10,}\.$/);
  expect(commentAbove(key).startsWith(description), commentAbove(key)).toBe(true);
});

test('unchanged, it is trial mode with nothing but defaults', () => {
  const withoutCompose = Object.fromEntries(
    Object.entries(settings).filter(([key]) => key in configSchema.shape),
  );
  expect(parseConfig(withoutCompose)).toEqual(parseConfig({}));
  expect(parseConfig(withoutCompose).trial).toBe(true);
});

test('what compose sets over .env are settings of the schema with right values', () => {
  const [, block = ''] = /x-environment:.*\n((?: {2}.*\n)+)/.exec(compose) ?? [];
  const set = [...block.matchAll(/^ {2}([A-Z_]+): "?([^"\n]*)"?$/gm)].map((match) => [
    match[1] ?? '',
    (match[2] ?? '').replace(/\$\{\w+:\?[^}]*\}/, 'abc123').replace(/\$\{\w+:-([^}]*)\}/, '$1'),
  ]);
  expect(set.map(([key]) => key).sort()).toEqual(['DATABASE_URL', 'HOST', 'PORT', 'SMTP_URL']);
  const config = parseConfig({
    MAIL_FROM: 'Nanokurs <nanokurs@kommunen.se>',
    MAIL_REPLY_TO: 'hjalp@kommunen.se',
    ORGANISATION: 'Kommunen',
    HELP_CONTACT: 'hjalp@kommunen.se',
    PRIVACY_CONTACT: 'dataskydd@kommunen.se',
    PUBLIC_URL: 'https://nanokurs.kommunen.se',
    SECRET_KEYS: 'k'.repeat(32),
    ...Object.fromEntries(set),
  });
  expect(config.trial).toBe(false);
  expect(config.DATABASE_URL).toBe('postgres://nanokurs:abc123@postgres:5432/nanokurs');
  expect(config.SMTP_URL).toBe('smtp://mailpit:1025');
});

function commentAbove(key: string): string {
  const lines = example.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}=`));
  const above: string[] = [];
  for (let line = at - 1; lines[line]?.startsWith('#'); line--)
    above.unshift((lines[line] ?? '').replace(/^#\s?/, ''));
  return above.join(' ');
}
