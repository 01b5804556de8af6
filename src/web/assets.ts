import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const folder = new URL('./assets/', import.meta.url);

const addresses = new Map<string, string>();

/** The address of an asset, with the hash of its content, so that browsers may keep it for ever. */
export function assetAddress(name: string): string {
  const known = addresses.get(name) ?? makeAddress(name);
  addresses.set(name, known);
  return known;
}

function makeAddress(name: string): string {
  const hash = createHash('sha256')
    .update(readFileSync(new URL(name, folder)))
    .digest('hex');
  return `/assets/${name}?v=${hash.slice(0, 12)}`;
}

export const assets = { stylesheet: assetAddress('nanokurs.css'), icon: assetAddress('icon.svg') };

/** Serves `src/web/assets` under /assets/. */
export async function registerAssets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: fileURLToPath(folder),
    prefix: '/assets/',
    index: false,
    decorateReply: false,
    immutable: true,
    maxAge: '365d',
  });
}
