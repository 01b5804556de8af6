import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { hiddenField, inputField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { flashMessage, notice } from '../web/components/notice.ts';
import { type Role, roleNames } from './role.ts';
import { signInTexts } from './sign-in-texts.ts';

/** A made-up account that a trial offers to try. */
export type TrialAccount = { address: string; role: Role; department: string | null };

export type SignInView = {
  language: Language;
  csrfToken: string;
  next: string | undefined;
  byMail: boolean;
  byProvider: boolean;
  help: string;
  /** Where mail can be read in a trial. */
  mailbox: boolean;
  trial: readonly TrialAccount[];
  /** There is no account at all yet. */
  nobody: boolean;
};

/** The page on which one signs in. `wrong` is what was sent that is no address. */
export function signInBody(
  view: SignInView,
  state: { said?: 'out' | 'ended' | undefined; wrong?: string | undefined },
): string {
  const { language, byMail, byProvider } = view;
  const text = signInTexts[language];
  const errors = state.wrong === undefined ? [] : [{ field: 'address', text: text.addressWrong }];
  const said =
    state.said === undefined
      ? ''
      : flashMessage({ kind: state.said === 'out' ? 'good' : 'warn', text: text[state.said] });
  return html`!${errorSummary(language, errors)}!${said}<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${view.nobody ? firstAccount(language) : ''}
!${byProvider ? providerLink(view) : ''}
!${byMail && byProvider ? html`<h2>${text.byMail}</h2>` : ''}
!${byMail ? mailForm(view, state.wrong) : ''}
!${byMail && view.trial.length > 0 ? trialAccounts(view) : ''}`;
}

function firstAccount(language: Language): string {
  const text = signInTexts[language];
  return notice({
    kind: 'warn',
    title: text.nobody,
    body: html`<p>${text.nobodyText}</p>
<p><code>npm run -s nanokurs -- user add ${text.nobodyAddress} --role admin</code></p>`,
  });
}

function providerLink({ language, next }: SignInView): string {
  const text = signInTexts[language];
  const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
  return html`<p>${text.providerLead}</p>
<p><a class="button" href="/sign-in/oidc${query}">${text.provider}</a></p>`;
}

function mailForm(view: SignInView, wrong: string | undefined): string {
  const text = signInTexts[view.language];
  const field = inputField({
    name: 'address',
    type: 'email',
    label: text.address,
    hint: text.addressHint,
    value: wrong,
    error: wrong === undefined ? undefined : text.addressWrong,
    autocomplete: 'username',
    maxLength: 254,
  });
  return form(view, { action: '/sign-in', body: hidden(view) + field, submit: text.send });
}

function trialAccounts(view: SignInView): string {
  const { language } = view;
  const text = signInTexts[language];
  const items = view.trial.map(({ address, role, department }) => {
    const button = form(view, {
      action: '/sign-in',
      body: hidden(view) + hiddenField('address', address),
      submit: text.trialButton,
      about: address,
      look: 'quiet',
      inline: true,
    });
    return html`<li><p><strong>${roleNames[role][language]}${department === null ? '' : `, ${department}`}</strong><br>${address}</p>!${button}</li>`;
  });
  return html`<section class="trial-accounts">
<h2>${text.trialTitle}</h2>
<p>${text.trialText}</p>
<ul>!${items}</ul>
</section>`;
}

function hidden({ language, next }: SignInView): string {
  return hiddenField('lang', language) + (next === undefined ? '' : hiddenField('next', next));
}

/** The same whether or not the address has an account. */
export function sentBody({ language, help, mailbox }: SignInView): string {
  const text = signInTexts[language];
  const trial = html`<p>${text.mailboxText}</p>
<p><a class="button" href="/mailbox">${text.mailbox}</a></p>`;
  return html`<h1>${text.sent}</h1>
<p class="lead">${text.sentText}</p>
!${mailbox ? trial : ''}
<p>${text.sentHelp} ${help}.</p>
<p><a href="/sign-in">${text.again}</a></p>`;
}

/**
 * Behind the link in the mail: nothing is done before the button (DESIGN rule 1), and in another
 * browser than the one that asked nothing before the address. `wrong` is what was sent instead.
 */
export function linkBody(
  view: SignInView,
  { secret, known, wrong }: { secret: string; known: boolean; wrong?: string },
): string {
  const text = signInTexts[view.language];
  const error = wrong === undefined ? undefined : text.linkAddressWrong;
  const address = inputField({
    name: 'address',
    type: 'email',
    label: text.address,
    hint: text.linkAddressHint,
    value: wrong,
    error,
    autocomplete: 'username',
    maxLength: 254,
  });
  const errors = error === undefined ? [] : [{ field: 'address', text: error }];
  return html`!${errorSummary(view.language, errors)}<h1>${text.link}</h1>
<p class="lead">${known ? text.linkText : text.linkElsewhere}</p>
!${form(view, {
    action: '/sign-in/link',
    body: hiddenField('secret', secret) + hidden(view) + (known ? '' : address),
    submit: text.linkButton,
  })}`;
}

export function goneBody({ language, next }: SignInView, state: 'used' | 'expired'): string {
  const text = signInTexts[language];
  const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
  return html`<h1>${text[state]}</h1>
<p class="lead">${text.goneText}</p>
<p><a class="button" href="/sign-in${query}">${text.newLink}</a></p>`;
}

/** Something is in the way; both plain text. */
export function refusedBody({ language }: SignInView, title: string, lead: string): string {
  return html`<h1>${title}</h1>
<p class="lead">${lead}</p>
<p><a href="/sign-in">${signInTexts[language].again}</a></p>`;
}
