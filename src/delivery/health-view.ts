import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { inputField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { dayElement, numberText, timeElement } from '../web/components/format.ts';
import { emptyState, notice } from '../web/components/notice.ts';
import { figures, summaryList } from '../web/components/summary-list.ts';
import { table } from '../web/components/table.ts';
import { replyAdvice } from './explain-outcome.ts';
import {
  type FailureGroup,
  type LostDelivery,
  mailName,
  type OpenMails,
  type SentCounts,
} from './health.ts';
import { healthTexts } from './health-texts.ts';
import type { RelayLimit } from './relay-limit.ts';
import { withoutAddresses } from './without-addresses.ts';

/** The relay in use; `host` is undefined for the built-in mailbox. */
export type RelayView = {
  host: string | undefined;
  limit: RelayLimit;
  connections: number;
  usedOfDay: number | null;
  pausedSeconds: number;
};

export type HealthView = {
  language: Language;
  csrfToken: string;
  stopped: boolean;
  open: OpenMails;
  /** `ready` counts no further than this. */
  mostReady: number;
  sent: SentCounts;
  relay: RelayView;
  failures: readonly FailureGroup[];
  lost: readonly LostDelivery[];
  /** The test form came back: what was written is no address. */
  wrong?: { to: string } | undefined;
};

/** How mail is doing: queue, pace, the relay, failures, and those that wait for a person. */
export function healthBody(view: HealthView): string {
  const text = healthTexts[view.language];
  const wrong = view.wrong ? [{ field: 'to', text: text.addressWrong }] : [];
  return html`!${errorSummary(view.language, wrong)}<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${view.stopped ? stoppedNotice(view) : ''}
<h2>${text.queue}</h2>
!${queue(view)}
<h2>${text.sent}</h2>
!${sent(view)}
<h2 id="lost">${text.lost}</h2>
!${lost(view)}
<h2>${text.failures}</h2>
!${failures(view)}
<h2>${text.relay}</h2>
!${relay(view)}
<h2 id="test">${text.test}</h2>
!${relayTest(view)}
!${view.stopped ? '' : stopForm(view)}`;
}

function stoppedNotice(view: HealthView): string {
  const text = healthTexts[view.language];
  const start = form(view, { action: '/delivery/start', submit: text.start });
  return notice({
    kind: 'bad',
    title: text.stopped,
    body: html`<p>${text.stoppedText}</p>!${start}`,
  });
}

function stopForm(view: HealthView): string {
  const text = healthTexts[view.language];
  return html`<h2>${text.stop}</h2>
<p>${text.stopText}</p>
!${form(view, { action: '/delivery/stop', submit: text.stop, look: 'danger' })}`;
}

function queue({ language, open, mostReady }: HealthView): string {
  const text = healthTexts[language];
  const ready = numberText(language, open.ready);
  return figures([
    { value: open.ready < mostReady ? ready : `${text.atLeast} ${ready}`, name: text.ready },
    { value: numberText(language, open.underWay), name: text.underWay },
    { value: numberText(language, open.unknown), name: text.repeat },
    {
      value: numberText(language, open.waiting),
      name: text.waiting,
      ...(open.waiting === 0 ? {} : { href: '#lost' }),
    },
  ]);
}

function sent({ language, sent: counts }: HealthView): string {
  const text = healthTexts[language];
  return figures([
    { value: numberText(language, counts.quarter), name: text.quarter },
    { value: numberText(language, counts.hour), name: text.hour },
    { value: numberText(language, counts.day), name: text.day },
  ]);
}

function lost(view: HealthView): string {
  const { language, lost: all, open } = view;
  const text = healthTexts[language];
  if (all.length === 0) return emptyState({ title: text.noLost, text: text.noLostText });
  const rows = all.map((one, at) => [
    html`${mailName(one, language)}`,
    html`${one.courseSlug} (${one.campaignId})`,
    dayElement(language, one.localDay),
    timeElement(language, one.at),
    one.reply === null ? '' : html`<span lang="en">${withoutAddresses(one.reply)}</span>`,
    settleForm(view, [one.id], {
      resend: text.resend,
      writeOff: text.writeOff,
      about: `${text.row} ${at + 1}`,
    }),
  ]);
  const columns = [
    text.mail,
    text.campaign,
    text.planned,
    text.latest,
    text.said,
    text.actions,
  ].map((head) => ({ head }));
  const ids = all.map(({ id }) => id);
  return html`<p>${text.lostText}</p>
!${open.waiting > all.length ? html`<p>${text.more(all.length)}</p>` : ''}
!${table({
    stacked: true,
    caption: text.lost,
    captionHidden: true,
    columns,
    rows,
  })}
!${all.length < 2 ? '' : settleForm(view, ids, { resend: text.resendAll, writeOff: text.writeOffAll })}`;
}

function settleForm(
  { csrfToken }: HealthView,
  ids: readonly number[],
  text: { resend: string; writeOff: string; about?: string },
): string {
  const body = html`<input type="hidden" name="ids" value="${ids.join(',')}">`;
  const about = text.about === undefined ? {} : { about: text.about };
  const one = (how: 'resend' | 'write-off', submit: string) =>
    form(
      { csrfToken },
      { ...about, action: `/delivery/lost/${how}`, body, submit, look: 'quiet', inline: true },
    );
  return one('resend', text.resend) + one('write-off', text.writeOff);
}

function failures({ language, failures: groups }: HealthView): string {
  const text = healthTexts[language];
  if (groups.length === 0) return emptyState({ title: text.noFailures, text: text.noFailuresText });
  const rows = groups.map(({ code, status, count, latest, reply }) => {
    const advice = replyAdvice(reply, language);
    return [
      html`${code ?? text.none} ${status ?? ''}`,
      numberText(language, count),
      timeElement(language, latest),
      html`!${advice === undefined ? '' : html`<p>${advice}</p>`}<p class="muted small" lang="en">${withoutAddresses(reply)}</p>`,
    ];
  });
  const columns = [
    { head: text.code },
    { head: text.count, number: true },
    { head: text.latest },
    { head: text.reply },
  ];
  return html`<p>${text.failuresText}</p>
!${table({
    stacked: true,
    caption: text.failures,
    captionHidden: true,
    columns,
    rows,
  })}`;
}

function relay({ language, relay: now }: HealthView): string {
  const text = healthTexts[language];
  if (now.host === undefined) return html`<p>${text.mailbox}</p>`;
  const amount = (value: number | null) =>
    value === null ? text.noLimit : numberText(language, value);
  const used =
    now.usedOfDay === null ? '' : `, ${text.used} ${numberText(language, now.usedOfDay)}`;
  const paused = html`<p>${text.paused} ${now.pausedSeconds} ${text.seconds}.</p>`;
  return html`!${now.pausedSeconds === 0 ? '' : notice({ kind: 'warn', body: paused })}
!${summaryList([
    { name: text.relayName, value: html`${now.host}` },
    { name: text.perMinute, value: html`${amount(now.limit.perMinute)}` },
    { name: text.perDay, value: html`${amount(now.limit.perDay)}${used}` },
    { name: text.connections, value: numberText(language, now.connections) },
  ])}
<p class="muted small">${text.limitHint}</p>`;
}

function relayTest(view: HealthView): string {
  const { language, wrong } = view;
  const text = healthTexts[language];
  const field = inputField({
    name: 'to',
    label: text.address,
    type: 'email',
    value: wrong?.to ?? '',
    ...(wrong ? { error: text.addressWrong } : {}),
  });
  return html`<p>${text.testText}</p>
!${form(view, { action: '/delivery/test', body: field, submit: text.send, look: 'quiet' })}`;
}
