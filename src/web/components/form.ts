import { html } from 'ghtml';
import { fileField } from './field.ts';

/** What makes a form ours: a field bound to the session, which every POST must carry. */
export function csrfField(csrfToken: string): string {
  return html`<input type="hidden" name="csrf" value="${csrfToken}">`;
}

export type FormOptions = {
  action: string;
  /** Markup of the fields. */
  body?: string;
  /** What the button says, as a verb and its object: "Pausa utskicket". */
  submit: string;
  /** `quiet` is for the lesser choice, `danger` for what cannot be undone. */
  look?: 'quiet' | 'danger';
  /** Name and value of the button, where a form has several. */
  name?: string;
  value?: string;
  /** A link beside the button. */
  cancel?: { href: string; text: string };
  /** In one line, within a table or beside a heading. */
  inline?: boolean;
  /** What the button is about, for those who hear it outside its row. */
  about?: string;
};

/**
 * A form that changes something. What is wrong with it is said by the page that comes back, in its
 * own language, not by the browser. Forms that only choose what to see are `searchForm`.
 */
export function form({ csrfToken }: { csrfToken: string }, options: FormOptions): string {
  const { action, body = '', cancel, inline } = options;
  const link =
    cancel === undefined ? '' : html`<a class="cancel" href="${cancel.href}">${cancel.text}</a>`;
  return html`<form method="post" action="${action}" novalidate class="${inline ? 'inline-form' : 'form'}">
!${csrfField(csrfToken)}!${body}
<div class="form-end">!${submitButton(options)}!${link}</div>
</form>`;
}

/** One button in a table or a row of buttons. */
export function buttonForm(visit: { csrfToken: string }, options: FormOptions): string {
  return form(visit, { ...options, inline: true });
}

/** A form with one file, `file`. Its CSRF field comes first: it is checked before the file is read. */
export function uploadForm(
  { csrfToken }: { csrfToken: string },
  options: FormOptions & Omit<Parameters<typeof fileField>[0], 'name'>,
): string {
  const { label, hint, error, accept } = options;
  return html`<form method="post" action="${options.action}" novalidate enctype="multipart/form-data" class="form">
!${csrfField(csrfToken)}!${options.body ?? ''}
!${fileField({ name: 'file', label, hint, error, accept })}
<div class="form-end">!${submitButton(options)}</div>
</form>`;
}

/** A form that changes nothing: a search, a filter. Its values stand in the address. */
export function searchForm(options: {
  action: string;
  body: string;
  submit: string;
  label: string;
}): string {
  return html`<form method="get" action="${options.action}" class="search-form" role="search" aria-label="${options.label}">
!${options.body}
<div class="form-end"><button class="button quiet" type="submit">${options.submit}</button></div>
</form>`;
}

function submitButton({ submit, look, name, value, about }: FormOptions): string {
  const named = name === undefined ? '' : html`name="${name}" value="${value ?? ''}"`;
  return html`<button class="button ${look ?? ''}" type="submit" !${named}>${submit}!${about === undefined ? '' : html`<span class="visually-hidden">: ${about}</span>`}</button>`;
}
