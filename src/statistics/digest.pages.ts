import { html } from 'ghtml';
import { z } from 'zod';
import type { SignedInPages } from '../access/signed-in-page.ts';
import { form } from '../web/components/form.ts';
import { tag } from '../web/components/tag.ts';
import type { DigestMailer } from './digest.mailer.ts';
import { setDigest, wantsDigest } from './digest.repository.ts';
import { type DigestDeps, digestFor } from './digest.service.ts';
import { mondayOf } from './digest.ts';

const words = {
  sv: {
    title: 'Veckans mejl',
    lead: 'Varje måndag morgon: hur långt utskicken har kommit i det du får se, vad som har hänt sedan förra veckan, och vad som kan behöva din hjälp. Inget om enskilda personer.',
    on: 'Du får mejlet',
    off: 'Du får inte mejlet',
    turnOn: 'Skicka det till mig varje vecka',
    turnOff: 'Sluta skicka det',
    now: 'Skicka ett nu',
    nowText: 'Till din egen adress, så som det skulle se ut i dag.',
    turnedOn: 'Du får mejlet från och med nästa måndag.',
    turnedOff: 'Du får inte mejlet längre.',
    sent: 'Mejlet är skickat till dig.',
    none: 'Det finns inget pågående utskick att berätta om, så inget mejl skickades.',
    refused: 'Mejlservern tog inte emot mejlet. Försök igen om en stund.',
  },
  en: {
    title: 'The weekly mail',
    lead: 'Every Monday morning: how far the campaigns have come in what you may see, what has changed since last week, and what may need your help. Nothing about any person.',
    on: 'You get the mail',
    off: 'You do not get the mail',
    turnOn: 'Send it to me every week',
    turnOff: 'Stop sending it',
    now: 'Send one now',
    nowText: 'To your own address, as it would look today.',
    turnedOn: 'You get the mail from next Monday on.',
    turnedOff: 'You do not get the mail any more.',
    sent: 'The mail has been sent to you.',
    none: 'No campaign is running to tell about, so no mail was sent.',
    refused: 'The relay did not accept the mail. Try again in a while.',
  },
} as const;

const roles = ['admin', 'leader', 'reader'] as const;
const path = '/digest';

/** `/digest`: whether one wants the weekly mail, and one to look at. */
export function registerDigestPages(
  pages: SignedInPages,
  deps: DigestDeps,
  mailer: DigestMailer,
): void {
  pages.page({
    path,
    roles,
    show: async ({ language, principal, csrfToken }) => {
      const text = words[language];
      const wanted = await wantsDigest(deps.db, principal.userId);
      const change = form(
        { csrfToken },
        {
          action: path,
          body: html`<input type="hidden" name="wanted" value="${wanted ? 'no' : 'yes'}">`,
          submit: wanted ? text.turnOff : text.turnOn,
          ...(wanted ? { look: 'quiet' as const } : {}),
        },
      );
      const body = html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
<p>!${wanted ? tag(text.on, 'good') : tag(text.off)}</p>
!${change}
<h2>${text.now}</h2>
<p>${text.nowText}</p>
!${form({ csrfToken }, { action: `${path}/now`, submit: text.now, look: 'quiet' })}`;
      return { title: text.title, body, width: 'reading' };
    },
  });

  pages.action({
    path,
    roles,
    form: z.object({ wanted: z.enum(['yes', 'no']) }),
    exampleForm: { wanted: 'yes' },
    act: async ({ db, language, principal, form: { wanted } }, now) => {
      const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
        .toZonedDateTimeISO('Europe/Stockholm')
        .toPlainDate();
      await setDigest(db, principal.userId, wanted === 'yes', mondayOf(today).toString());
      const text = words[language];
      return {
        to: path,
        flash: { kind: 'good', text: wanted === 'yes' ? text.turnedOn : text.turnedOff },
        audit: [],
      };
    },
  });

  pages.action({
    path: `${path}/now`,
    roles,
    form: z.object({}),
    exampleForm: {},
    transaction: false,
    act: async ({ language, principal, address }, now) => {
      const text = words[language];
      const mail = await digestFor(deps, now, { address, language, visible: principal.visible });
      if (mail === undefined)
        return { to: path, flash: { kind: 'warn', text: text.none }, audit: [] };
      const { kind } = await mailer(mail);
      const flash =
        kind === 'accepted'
          ? { kind: 'good' as const, text: text.sent }
          : { kind: 'bad' as const, text: text.refused };
      return { to: path, flash, audit: [] };
    },
  });
}
