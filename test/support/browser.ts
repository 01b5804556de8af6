import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

export { launchBrowser } from '../../src/platform/headless-browser.ts';

const require = createRequire(import.meta.url);

const axeSource = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
const axeResult = z.object({ passes: z.number(), violations: z.array(z.string()) });

/**
 * What axe-core finds wrong with the page, by these rules or all, as lines to read; frames inside
 * it are left out. The page keeps its own content security policy.
 * @throws Error when axe found nothing to check.
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // A document that has it already is spared most of the cost.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axeSource);
  const lines = `({ passes, violations }) => ({
    passes: passes.length,
    violations: violations.map(({ id, help, nodes }) =>
      id + ': ' + help + ': ' + nodes.map(({ html }) => html).join(' | ')),
  })`;
  const options = JSON.stringify({
    iframes: false,
    resultTypes: ['violations'],
    ...(rules === undefined ? {} : { runOnly: rules }),
  });
  const result = axeResult.parse(await page.evaluate(`axe.run(${options}).then(${lines})`));
  if (result.passes === 0) throw new Error('axe found nothing to check on this page.');
  return result.violations;
}

export type Look = { width: number; colorScheme: 'light' | 'dark' };

/**
 * What is wrong with the page as it stands, narrow in light and wide in dark: what axe finds, and
 * whether it is wider than the window. A theme changes colours alone and a width the layout alone,
 * so two looks show all that four would; both in one document, which is spared a second axe. The page keeps the narrow look; `look` sees each.
 */
export async function faultsOf(
  page: Page,
  { widths = [360, 1200], look }: { widths?: [number, number]; look?: LookAt } = {},
): Promise<string[]> {
  const faults: string[] = [];
  const [narrow, wide] = widths;
  for (const one of [
    { width: wide, colorScheme: 'dark' },
    { width: narrow, colorScheme: 'light' },
  ] as const) {
    const { width, colorScheme } = one;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await look?.(one);
    // Whatever else a page can have wrong, it has in every theme.
    const found = await axeViolations(
      page,
      colorScheme === 'dark' ? ['color-contrast'] : undefined,
    );
    const tooWide = Number(
      await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    );
    if (tooWide > 0) found.push(`${tooWide} px wider than the window`);
    faults.push(...found.map((fault) => `${width} px, ${colorScheme}: ${fault}`));
  }
  return faults;
}

// A style sheet made by script is none that the page's policy refuses.
const spacing = `
  const spaced = new CSSStyleSheet();
  spaced.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets.push(spaced);`;

const heardFaults = `(() => {
  const faults = [...document.querySelectorAll('table:not(:has(> caption))')]
    .map((table) => 'a table without a caption: ' + table.textContent.slice(0, 40));
  const called = new Map();
  for (const button of document.querySelectorAll('main button')) {
    const name = button.textContent.trim();
    if (called.has(name)) faults.push('two buttons are called ' + name);
    called.set(name, button);
  }
  if (!/\\S+@\\S+/.test(document.querySelector('footer p')?.textContent ?? ''))
    faults.push('the foot does not say whom to ask');
  ${spacing}
  const beyond = document.documentElement.scrollWidth - window.innerWidth;
  if (beyond > 0) faults.push(beyond + ' px wider than the window with more space in the text');
  return faults;
})()`;

/**
 * What axe does not look for: tables without captions, buttons that sound alike, the contact
 * missing from the foot (WCAG 2.2, 3.2.6), and text that has no room to be spaced out (1.4.12).
 * Leaves the page spaced out.
 */
export async function furtherFaults(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(await page.evaluate(heardFaults));
}

type LookAt = (look: Look) => Promise<void>;
