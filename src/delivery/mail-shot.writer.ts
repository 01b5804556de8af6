import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from '../platform/headless-browser.ts';

/** Widths of screenshots in CSS pixels: a phone, and a reading pane on a desk. */
export const shotWidths: readonly number[] = [360, 800];

/** Takes a picture of a page in the folder; `close` ends the browser. */
export type MailShots = {
  take(htmlFile: string, width: number): Promise<string>;
  close(): Promise<void>;
};

/** Undefined, with the reason told to `onMissing`, where there is no browser to take pictures. */
export async function openMailShots(
  folder: string,
  onMissing: (why: string) => void,
): Promise<MailShots | undefined> {
  try {
    const browser = await launchBrowser();
    const pages = new Map(
      await Promise.all(
        shotWidths.map(
          async (width) =>
            [width, await browser.newPage({ viewport: { width, height: 800 } })] as const,
        ),
      ),
    );
    return {
      async take(htmlFile, width) {
        const page = pages.get(width);
        if (page === undefined) throw new RangeError(`No page is ${width} px wide.`);
        const file = htmlFile.replace(/\.html$/, `.${width}.png`);
        await page.goto(pathToFileURL(join(folder, htmlFile)).href);
        await page.screenshot({ path: join(folder, file), fullPage: true });
        return file;
      },
      close: () => browser.close(),
    };
  } catch (error) {
    onMissing(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    return undefined;
  }
}
