import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Tabs after which a part of a page counts as out of reach. */
const mostTabs = 150;

const focused = z.string();

// Works without scripts of the page: the browser's debugger evaluates it, not the page.
const nameOfFocused = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return '';
  const named = (one.getAttribute('aria-labelledby') ?? '').split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  const labels = [...(one.labels ?? [])].map((label) => label.textContent).join(' ');
  const name = one.getAttribute('aria-label') || named || labels || one.textContent || '';
  return name.replace(/\\s+/g, ' ').trim();
})()`;

/** Accessible name of what has the focus, in one line; empty where nothing has. */
export async function focusedName(page: Page): Promise<string> {
  return focused.parse(await page.evaluate(nameOfFocused));
}

/**
 * Tabs on until what has the focus is called so: a string in full, or what an expression finds.
 * What has the focus already is not looked at.
 * @throws Error when 150 tabs have not reached it, with the names on the way.
 */
export async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  const passed = new Set<string>();
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    await page.keyboard.press('Tab');
    const here = await focusedName(page);
    if (typeof name === 'string' ? here === name : name.test(here)) return;
    passed.add(here);
  }
  throw new Error(`${page.url()}: no tab reaches ${name}, only ${[...passed].join(' | ')}`);
}

/** Tabs to a link, a button or a summary and presses Enter. */
export async function enter(page: Page, name: RegExp | string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** Tabs to a field and types instead of what stands in it. */
export async function typeIn(page: Page, name: RegExp | string, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}
