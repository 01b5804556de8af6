import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peopleTexts } from '../../src/delivery/people-texts.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { rosterApplyTask, rosterImportTask } from '../../src/roster/import.task.ts';
import { launchBrowser } from '../support/browser.ts';
import { enter, tabTo, typeIn } from '../support/keyboard.ts';
import { until } from '../support/until.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let browser: Browser;
let page: Page;
let base: string;

beforeAll(async () => {
  world = await openWebWorld();
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  world.resources.publicUrl = base;
  browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'sv-SE', javaScriptEnabled: false });
  const { cookie } = await world.signIn('hr@exempelkommun.test', 'hr');
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: base }]);
  page = await context.newPage();
  page.setDefaultTimeout(5_000);
  // Somebody who always listens, so that no dialog opens before the browser is told to hold it.
  page.on('filechooser', () => undefined);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** A staff list whose first column has a heading that says nothing. */
function staffList(from: number, to: number): Buffer {
  const rows = Array.from({ length: to - from + 1 }, (_, at) => from + at).map(
    (one) => `${one};Kim;Berg${one};kim${one}@exempelkommun.test;1001;Kansli`,
  );
  return Buffer.from(
    `${['Nyckel;Förnamn;Efternamn;E-post;Enhetskod;Enhet', ...rows].join('\r\n')}\r\n`,
  );
}

const heading = (name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const says = (text: string) => page.getByText(text).first().waitFor();

async function handIn(name: string, buffer: Buffer): Promise<void> {
  await tabTo(page, 'Fil');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.keyboard.press('Enter'),
  ]);
  await chooser.setFiles({ name, mimeType: 'text/csv', buffer });
  await enter(page, 'Lämna filen');
  await heading('Vad betyder kolumnerna?');
}

/** Presses a key that begins a job, and lets it run while the page waits for it. */
async function withJob(
  task: typeof rosterImportTask | typeof rosterApplyTask,
  press: () => Promise<void>,
): Promise<void> {
  const upload = new URL(page.url()).pathname.split('/')[3] ?? '';
  await press();
  await until(async () => {
    const { status, applying } = await world.db
      .selectFrom('roster_uploads')
      .select(['status', 'applying'])
      .where('id', '=', upload)
      .executeTakeFirstOrThrow();
    return task === rosterImportTask ? status === 'queued' : applying !== null;
  });
  await task({ db: world.db, clock: fixedClock(new Date()) })({ upload });
}

test('rule 13: HR’s whole way by keyboard alone, without JavaScript', async () => {
  await page.goto(`${base}/people`);
  await enter(page, 'Personallista');
  await heading('Personallista');

  await handIn('lista.csv', staffList(1, 30));
  await says('Det saknas en kolumn för: Anställningsnummer');
  await tabTo(page, 'Betydelse av Nyckel');
  // As far as letters go that have a key here: others are put in like an input method's text,
  // which Chrome puts where text was last written, not into the list that has the focus.
  await page.keyboard.type('Anst');
  expect(await page.locator(':focus').inputValue()).toBe('number');
  await typeIn(page, 'Profilens namn', 'lonen');
  await withJob(rosterImportTask, () => enter(page, 'Läs filen och jämför'));
  await heading('Vad listan ändrar');
  await enter(page, 'Börjar (30)');
  await says('Kim Berg30');
  await enter(page, 'Genomför');
  await says('Bekräfta att ingen i filen har skyddad identitet');
  await tabTo(page, 'Ja, ingen i filen har skyddad identitet');
  await page.keyboard.press('Space');
  await withJob(rosterApplyTask, () => enter(page, 'Genomför'));
  await heading('Personallistan är inläst');

  await enter(page, 'Tillbaka till personallistan');
  await heading('Personallista');
  await handIn('halva.csv', staffList(16, 30));
  await says('Läst med profilen lonen.');
  await withJob(rosterImportTask, () => enter(page, 'Läs filen och jämför'));
  await says('Stämmer det att 15 personer slutar?');
  await typeIn(page, 'Skriv antalet som slutar', '14');
  await page.keyboard.press('Enter');
  await says('Skriv 15 om det är så många som slutar.');
  await typeIn(page, 'Skriv antalet som slutar', '15');
  await withJob(rosterApplyTask, () => page.keyboard.press('Enter'));
  await heading('Personallistan är inläst');

  const text = peopleTexts.sv;
  await enter(page, text.title);
  await heading(text.title);
  await typeIn(page, text.query, 'Berg20');
  await page.keyboard.press('Enter');
  await says('1 träff.');
  await enter(page, /^Kim Berg20$/);
  await heading('Kim Berg20');
  await enter(page, text.addHold);
  await tabTo(page, /^Från och med/);
  // The arrows fill in the parts of a day in whatever order the browser's language has them.
  for (const key of ['ArrowUp', 'ArrowRight', 'ArrowUp', 'ArrowRight', 'ArrowUp'])
    await page.keyboard.press(key);
  await typeIn(page, text.holdReason, 'Tjänstledig');
  await page.keyboard.press('Enter');
  await says(text.holdAdded);

  await enter(page, text.title);
  await heading(text.title);
  await enter(page, 'Personallista');
  await heading('Personallista');
  await enter(page, /^Ångra halva\.csv/);
  await heading('Ångra inläsningen?');
  await enter(page, 'Ångra inläsningen');
  await says('Återställda personer: 15.');

  await enter(page, 'Organisation');
  await heading('Organisation');
  await enter(page, /^Kansli/);
  await heading('Kansli');
  await enter(page, 'Byt namn');
  await typeIn(page, 'Nytt namn', 'Stab');
  await page.keyboard.press('Enter');
  await heading('Stab');

  await enter(page, text.title);
  await heading(text.title);
  await typeIn(page, text.query, 'Berg7');
  await page.keyboard.press('Enter');
  await says('1 träff.');
  await enter(page, 'Kim Berg7');
  await heading('Kim Berg7');
  await enter(page, text.erase);
  await heading(text.eraseTitle('Kim Berg7'));
  await typeIn(page, text.eraseField, '7');
  await page.keyboard.press('Enter');
  await says(text.erased);
  expect(await world.db.selectFrom('employees').select('employment_number').execute()).toHaveLength(
    29,
  );
}, 60_000);
