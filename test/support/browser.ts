import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

export { launchBrowser } from '../../src/platform/headless-browser.ts';

const require = createRequire(import.meta.url);

const axeSource = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
const axeResult = z.object({
  passes: z.array(z.unknown()),
  violations: z.array(
    z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
  ),
});

/**
 * What axe-core finds wrong with the page, as lines to read; frames inside it are left out.
 * The page keeps its own content security policy.
 * @throws Error when axe found nothing to check.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const result = axeResult.parse(await page.evaluate('axe.run({ iframes: false })'));
  if (result.passes.length === 0) throw new Error('axe found nothing to check on this page.');
  return result.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
}
