import { html } from 'ghtml';

/** `error` is what is wrong with what was sent; `hint` is what helps before. Both plain text. */
export type FieldOptions = {
  /** Name and id; unique on the page. */
  name: string;
  label: string;
  value?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
};

export type InputOptions = FieldOptions & {
  type?: 'text' | 'search' | 'email' | 'number' | 'date' | 'time';
  /** As long as what is expected: narrow fields for numbers and dates. */
  width?: 'short' | 'medium' | 'full';
  required?: boolean;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
  step?: string | number;
  autocomplete?: string;
  /** Suggestions, each with what it stands for. */
  list?: readonly { value: string; label: string }[];
};

export function inputField(options: InputOptions): string {
  const { name, type = 'text', width = 'full', value = '', list } = options;
  const extra = attributes({
    maxlength: options.maxLength,
    min: options.min,
    max: options.max,
    step: options.step,
    autocomplete: options.autocomplete ?? 'off',
    list: list === undefined ? undefined : `${name}-list`,
    required: options.required === true ? '' : undefined,
    spellcheck: type === 'email' || type === 'search' ? 'false' : undefined,
  });
  const suggestions =
    list === undefined
      ? ''
      : html`<datalist id="${name}-list">!${list.map((one) => html`<option value="${one.value}">${one.label}</option>`)}</datalist>`;
  return around(
    options,
    html`<input id="${name}" class="${width}" type="${type}" name="${name}" value="${value}" !${extra} !${describedBy(options)}>!${suggestions}`,
  );
}

export function textField(options: FieldOptions & { rows?: number; maxLength?: number }): string {
  const { name, value = '', rows = 4 } = options;
  const extra = attributes({ maxlength: options.maxLength });
  return around(
    options,
    html`<textarea id="${name}" name="${name}" rows="${rows}" !${extra} !${describedBy(options)}>${value}</textarea>`,
  );
}

/** @param options.accept as in HTML, such as `.csv,.xlsx` */
export function fileField(options: FieldOptions & { accept: string }): string {
  const { name, accept } = options;
  return around(
    options,
    html`<input id="${name}" type="file" name="${name}" accept="${accept}" required !${describedBy(options)}>`,
  );
}

export type Choice = { value: string; label: string; hint?: string | undefined };

export function selectField(options: FieldOptions & { choices: readonly Choice[] }): string {
  const { name, value, choices } = options;
  const items = choices.map(
    (one) =>
      html`<option value="${one.value}" !${one.value === value ? 'selected' : ''}>${one.label}</option>`,
  );
  return around(
    options,
    html`<select id="${name}" name="${name}" !${describedBy(options)}>!${items}</select>`,
  );
}

/** A few choices, all in view. `several` makes them checkboxes; `values` are those chosen. */
export function choiceField(
  options: Omit<FieldOptions, 'value'> & {
    choices: readonly Choice[];
    values?: readonly string[];
    several?: boolean;
  },
): string {
  const { name, label, hint, error, choices, values = [], several = false } = options;
  const items = choices.map((one, at) => {
    const id = at === 0 ? name : `${name}-${at + 1}`;
    const checked = values.includes(one.value) ? 'checked' : '';
    const help =
      one.hint === undefined ? '' : html`<span class="hint" id="${id}-about">${one.hint}</span>`;
    return html`<div class="choice-row">
<input id="${id}" type="${several ? 'checkbox' : 'radio'}" name="${name}" value="${one.value}" !${checked} !${one.hint === undefined ? '' : html`aria-describedby="${id}-about"`}>
<label for="${id}">${one.label}</label>!${help}</div>`;
  });
  return html`<fieldset class="field choice-field ${error === undefined ? '' : 'wrong'}" !${describedBy(options)}>
<legend>${label}</legend>
!${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
!${errorText(options)}
!${items}
</fieldset>`;
}

export function hiddenField(name: string, value: string): string {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

function around(options: FieldOptions, control: string): string {
  const { name, label, hint, error } = options;
  return html`<div class="field ${error === undefined ? '' : 'wrong'}">
<label for="${name}">${label}</label>
!${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
!${errorText(options)}
!${control}
</div>`;
}

function errorText({ name, error }: { name: string; error?: string | undefined }): string {
  return error === undefined ? '' : html`<p class="error-text" id="${name}-error">${error}</p>`;
}

function describedBy(options: Pick<FieldOptions, 'name' | 'hint' | 'error'>): string {
  const ids = [
    options.hint === undefined ? '' : `${options.name}-hint`,
    options.error === undefined ? '' : `${options.name}-error`,
  ].filter(Boolean);
  const invalid = options.error === undefined ? '' : 'aria-invalid="true"';
  return ids.length === 0 ? '' : html`aria-describedby="${ids.join(' ')}" !${invalid}`;
}

function attributes(all: Record<string, string | number | undefined>): string {
  return Object.entries(all)
    .flatMap(([name, value]) => (value === undefined ? [] : [html`${name}="${value}"`]))
    .join(' ');
}
