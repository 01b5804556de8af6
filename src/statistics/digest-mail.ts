import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { attentionText } from './attention-text.ts';
import { type DigestCampaign, needsAttention } from './digest.ts';

export type DigestMail = { subject: string; text: string; html: string };

export type DigestValues = {
  organisation: string;
  help: string;
  /** Where the service is reached, without a slash at the end. */
  url: string;
  /** ISO day */
  today: string;
  trial: boolean;
  campaigns: readonly DigestCampaign[];
};

const words = {
  sv: {
    subject: 'Veckans läge i Nanokurs',
    lead: (organisation: string) => `Så här långt har utskicken kommit i ${organisation}.`,
    none: 'Inga utskick pågår just nu.',
    invited: 'inbjudna',
    started: 'har börjat',
    completed: 'är klara',
    since: 'sedan förra veckan',
    unchanged: 'oförändrat sedan förra veckan',
    hidden:
      'Siffrorna visas inte. Gruppen är för liten, eller så skulle de gå att använda för att räkna ut en liten grupp.',
    attention: 'Att titta på',
    open: 'Se hur det går',
    people: 'Siffrorna gäller grupper. Vem som har svarat ser ingen.',
    stop: 'Vill du inte ha det här mejlet? Stäng av det här:',
    questions: 'Frågor:',
  },
  en: {
    subject: 'The week in Nanokurs',
    lead: (organisation: string) => `This is how far the campaigns have come in ${organisation}.`,
    none: 'No campaign is running now.',
    invited: 'invited',
    started: 'have started',
    completed: 'have completed',
    since: 'since last week',
    unchanged: 'unchanged since last week',
    hidden:
      'No figures are shown. The group is too small, or they could be used to work out a small one.',
    attention: 'Worth a look',
    open: 'See how it goes',
    people: 'The figures are of groups. Nobody sees who has answered.',
    stop: 'Do not want this mail? Turn it off here:',
    questions: 'Questions:',
  },
} as const;

/** The weekly mail to a leader: links, no attachments, nothing about any person. */
export function digestMail(language: Language, values: DigestValues): DigestMail {
  const text = words[language];
  const parts = values.campaigns.map((campaign) => campaignPart(language, campaign, values));
  return {
    subject: text.subject,
    text: asText(language, values, parts),
    html: asHtml(language, values, parts),
  };
}

type Part = { title: string; lines: string[]; attention: string[]; url: string };

function campaignPart(language: Language, campaign: DigestCampaign, values: DigestValues): Part {
  return {
    title: campaign.course[language],
    lines: figureLines(language, campaign),
    attention: needsAttention(campaign, values.today).map((one) => attentionText(language, one)),
    url: `${values.url}/campaigns/${campaign.id}/overview`,
  };
}

function figureLines(language: Language, { total, before }: DigestCampaign): string[] {
  const text = words[language];
  if (total === null) return [text.hidden];
  const numbers = new Intl.NumberFormat(language);
  const number = (value: number) => numbers.format(value);
  const shares = new Intl.NumberFormat(language, { style: 'percent' });
  const share = (part: number) =>
    total.invited === 0 ? '' : ` (${shares.format(part / total.invited)})`;
  const changed = (now: number, then: number | undefined) => {
    if (then === undefined) return '';
    if (then === now) return `, ${text.unchanged}`;
    return `, ${now > then ? '+' : '−'}${number(Math.abs(now - then))} ${text.since}`;
  };
  const line = (part: 'started' | 'completed') =>
    `${number(total[part])}${share(total[part])} ${text[part]}${changed(total[part], before?.[part])}`;
  return [`${number(total.invited)} ${text.invited}`, line('started'), line('completed')];
}

function asText(language: Language, values: DigestValues, parts: readonly Part[]): string {
  const text = words[language];
  const blocks = parts.map(({ title, lines, attention, url }) =>
    [
      title.toLocaleUpperCase(language),
      ...lines,
      ...(attention.length === 0
        ? []
        : ['', `${text.attention}:`, ...attention.map((one) => `- ${one}`)]),
      '',
      `${text.open}: ${url}`,
    ].join('\n'),
  );
  return [
    ...(values.trial ? ['PROVLÄGE / TRIAL'] : []),
    parts.length === 0 ? text.none : text.lead(values.organisation),
    ...blocks,
    text.people,
    `${text.stop} ${values.url}/digest`,
    `${text.questions} ${values.help}`,
  ].join('\n\n');
}

function asHtml(language: Language, values: DigestValues, parts: readonly Part[]): string {
  const text = words[language];
  const blocks = parts.map(
    ({
      title,
      lines,
      attention,
      url,
    }) => html`<h2 style="font-size:20px;margin:28px 0 8px">${title}</h2>
<ul style="margin:0 0 12px;padding:0 0 0 20px">!${lines.map((line) => html`<li>${line}</li>`)}</ul>
!${
      attention.length === 0
        ? ''
        : html`<p style="margin:0"><strong>${text.attention}</strong></p>
<ul style="margin:0 0 12px;padding:0 0 0 20px">!${attention.map((line) => html`<li>${line}</li>`)}</ul>`
    }
<p><a href="${url}" style="display:inline-block;padding:10px 22px;border-radius:7px;background:#0a5a74;color:#ffffff;font-weight:bold;text-decoration:none">${text.open}<span style="font-weight:normal">: ${title}</span></a></p>
`,
  );
  return html`<!doctype html>
<html lang="${language}" dir="auto"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${text.subject}</title></head>
<body style="margin:0;padding:24px;font:17px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div role="article" lang="${language}" style="max-width:36em;margin:0 auto">
!${values.trial ? '<p><strong>PROVLÄGE / TRIAL</strong></p>' : ''}
<h1 style="font-size:25px;margin:0 0 8px">${text.subject}</h1>
<p>${parts.length === 0 ? text.none : text.lead(values.organisation)}</p>
!${blocks}
<p>${text.people}</p>
<p>${text.stop} <a href="${values.url}/digest">${values.url}/digest</a></p>
<p>${text.questions} ${values.help}</p>
</div></body></html>`;
}
