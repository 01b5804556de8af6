import type { Page } from 'playwright-core';

const mostTabs = 150;

/**
 * Presses Tab until what has the focus is called this: its accessible name, or its text where it
 * has none, whole for a string. The page may be one without JavaScript.
 * @throws Error after 150 tabs, with the names that were passed.
 */
export async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < mostTabs; tabs++) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    passed.push(focused);
  }
  throw new Error(`${mostTabs} tabs do not lead to ${name}: ${[...new Set(passed)].join(' | ')}`);
}

/** What has the focus, as a screen reader names it; empty where nothing has. */
async function focusedName(page: Page): Promise<string> {
  const focused = page.locator(':focus');
  if ((await focused.count()) === 0) return '';
  const [, quoted] = /^- [a-z]+ ("(?:[^"\\]|\\.)*")/.exec(await focused.ariaSnapshot()) ?? [];
  if (quoted !== undefined) return String(JSON.parse(quoted));
  return (await focused.innerText()).trim();
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
