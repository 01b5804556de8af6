import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { numberText } from '../web/components/format.ts';
import type { DepartmentNode } from './department-choice.ts';
import { draftTexts } from './draft-texts.ts';

export type TreeOptions = {
  name: string;
  legend: string;
  hint: string;
  tree: readonly DepartmentNode[];
  ticked: ReadonlySet<string>;
  error?: string | undefined;
};

/** Departments as checkboxes, those below folded away unless one of them is ticked. */
export function departmentTree(language: Language, options: TreeOptions): string {
  const { name, legend, hint, tree, error } = options;
  const described = error === undefined ? `${name}-hint` : `${name}-hint ${name}-error`;
  let number = 0;
  const id = () => (number++ === 0 ? name : `${name}-${number}`);
  return html`<fieldset class="field choice-field ${error === undefined ? '' : 'wrong'}" aria-describedby="${described}">
<legend>${legend}</legend>
<p class="hint" id="${name}-hint">${hint}</p>
!${error === undefined ? '' : html`<p class="error-text" id="${name}-error">${error}</p>`}
!${list(language, options, tree, id)}
</fieldset>`;
}

function list(
  language: Language,
  options: TreeOptions,
  nodes: readonly DepartmentNode[],
  nextId: () => string,
): string {
  const text = draftTexts[language];
  const items = nodes.map((node) => {
    const { code, name, people, below } = node;
    const id = nextId();
    const checked = options.ticked.has(code) ? 'checked' : '';
    const open = below.some((one) => hasTicked(one, options.ticked)) ? 'open' : '';
    const inner =
      below.length === 0
        ? ''
        : html`<details !${open}><summary>${text.below} ${name}</summary>!${list(language, options, below, nextId)}</details>`;
    return html`<li><div class="choice-row"><input id="${id}" type="checkbox" name="${options.name}" value="${code}" !${checked}><label for="${id}">${name} <span class="soft">(${code}) · ${numberText(language, people)} ${people === 1 ? text.person : text.people}</span></label></div>!${inner}</li>
`;
  });
  return html`<ul class="tree">!${items}</ul>`;
}

function hasTicked(node: DepartmentNode, ticked: ReadonlySet<string>): boolean {
  return ticked.has(node.code) || node.below.some((one) => hasTicked(one, ticked));
}
