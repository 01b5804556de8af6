import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { linkMinutes } from './sign-in-limits.ts';

const words = {
  sv: {
    subject: (organisation: string) => `Logga in på Nanokurs, ${organisation}`,
    lead: 'Här är länken som loggar in dig på Nanokurs:',
    button: 'Logga in',
    after: `Länken gäller i ${linkMinutes} minuter och kan användas en gång. Sidan som öppnas har en knapp; först när du trycker på den är du inloggad.`,
    notYou:
      'Har du inte bett om att få logga in kan du bortse från mejlet. Ingen kommer in utan länken.',
    help: 'Frågor:',
  },
  en: {
    subject: (organisation: string) => `Sign in to Nanokurs, ${organisation}`,
    lead: 'Here is the link that signs you in to Nanokurs:',
    button: 'Sign in',
    after: `The link holds for ${linkMinutes} minutes and can be used once. The page that opens has a button; you are signed in only when you press it.`,
    notYou: 'If you have not asked to sign in, ignore this mail. Nobody gets in without the link.',
    help: 'Questions:',
  },
} as const;

export type SignInMail = { subject: string; text: string; html: string };

/** The mail with the link: in the user's language, with the other one below it. */
export function signInMail(
  language: Language,
  values: { url: string; organisation: string; help: string; trial: boolean },
): SignInMail {
  const order: Language[] = language === 'sv' ? ['sv', 'en'] : ['en', 'sv'];
  const trial = values.trial ? 'PROVLÄGE / TRIAL' : '';
  const text = order.map((one) => {
    const { lead, after, notYou, help } = words[one];
    return `${lead}\n\n${values.url}\n\n${after}\n\n${notYou}\n\n${help} ${values.help}`;
  });
  return {
    subject: words[language].subject(values.organisation),
    text: [trial, ...text].filter(Boolean).join('\n\n---\n\n'),
    html: html`<!doctype html>
<html lang="${language}" dir="auto"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${words[language].subject(values.organisation)}</title></head>
<body style="margin:0;padding:24px;font:17px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:36em;margin:0 auto">
!${trial === '' ? '' : html`<p><strong>${trial}</strong></p>`}
!${order.map((one) => part(one, values))}
</div></body></html>`,
  };
}

function part(language: Language, { url, help }: { url: string; help: string }): string {
  const text = words[language];
  return html`<div lang="${language}" style="padding:0 0 24px">
<p>${text.lead}</p>
<p><a href="${url}" style="display:inline-block;padding:12px 28px;border-radius:7px;background:#0a5a74;color:#ffffff;font-weight:bold;text-decoration:none">${text.button}</a></p>
<p>${text.after}</p>
<p>${text.notYou}</p>
<p>${text.help} ${help}</p>
</div>
`;
}
