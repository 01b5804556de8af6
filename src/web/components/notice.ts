import { html } from 'ghtml';

/** Something to know before going on. `body` is markup. The title says what kind it is. */
export function notice(options: {
  kind?: 'plain' | 'good' | 'warn' | 'bad';
  title?: string;
  body: string;
}): string {
  const { kind = 'plain', title, body } = options;
  return html`<div class="notice ${kind}">
!${title === undefined ? '' : html`<h2>${title}</h2>`}
!${body}
</div>`;
}

/** Instead of an empty table: what would stand here, and how it comes to be. */
export function emptyState(options: {
  title: string;
  text: string;
  action?: { href: string; text: string };
}): string {
  const { title, text, action } = options;
  const link =
    action === undefined
      ? ''
      : html`<p><a class="button" href="${action.href}">${action.text}</a></p>`;
  return html`<div class="empty-state">
<p><strong>${title}</strong></p>
<p>${text}</p>
!${link}
</div>`;
}

/**
 * What has just been done, said once on the page after it. It has the focus then: a page that comes
 * with a message in it is no change that screen readers tell of by themselves.
 */
export function flashMessage(message: { kind: 'good' | 'warn' | 'bad'; text: string }): string {
  const role = message.kind === 'bad' ? 'alert' : 'status';
  return html`<div class="flash notice ${message.kind}" role="${role}" tabindex="-1" autofocus><p>${message.text}</p></div>`;
}
