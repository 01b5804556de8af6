import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { choiceField, inputField } from '../web/components/field.ts';
import { buttonForm, form } from '../web/components/form.ts';
import { dayElement, numberText, swedishDay } from '../web/components/format.ts';
import { emptyState, notice } from '../web/components/notice.ts';
import { summaryList } from '../web/components/summary-list.ts';
import { table } from '../web/components/table.ts';
import { tag } from '../web/components/tag.ts';
import { type Role, roleNames, roles } from './role.ts';
import { usersTexts } from './users-texts.ts';

/** A user as the pages show them. */
export type UserView = {
  id: number;
  address: string;
  employed: boolean;
  signedInAt: Date | null;
  sessions: number;
  grants: readonly {
    id: number;
    role: Role;
    department: { code: string; name: string } | null;
    suspendedAt: string | null;
  }[];
};
type Reader = { language: Language; csrfToken: string };
export type DepartmentChoice = { code: string; name: string };

/** What a form said, and what was wrong with it. */
export type GrantForm = { address: string; role: string; department: string };
export type GrantProblem = { field: 'address' | 'role' | 'department'; text: string };

export function usersBody({ language }: Reader, users: readonly UserView[]): string {
  const text = usersTexts[language];
  const rows = users.map((user) => [
    html`<a href="/users/${user.id}">${user.address}</a>`,
    grantsCell(language, user),
    user.signedInAt === null ? text.never : dayElement(language, swedishDay(user.signedInAt)),
    numberText(language, user.sessions),
  ]);
  const columns = [
    { head: text.address },
    { head: text.roles },
    { head: text.seen },
    { head: text.sessions, number: true },
  ];
  return html`<div class="title-row"><h1>${text.title}</h1><a class="button" href="/users/add">${text.add}</a></div>
<p class="lead">${text.lead}</p>
!${table({
    stacked: true,
    caption: text.caption,
    captionHidden: true,
    columns,
    rows,
  })}`;
}

function grantsCell(language: Language, { grants }: UserView): string {
  const text = usersTexts[language];
  if (grants.length === 0) return html`<span class="muted">${text.none}</span>`;
  const items = grants.map(
    ({ role, department, suspendedAt }) =>
      html`<li>${roleNames[role][language]}, ${department?.name ?? text.whole} !${suspendedAt === null ? '' : tag(text.waiting, 'warn')}</li>`,
  );
  return html`<ul class="plain-list">!${items}</ul>`;
}

export function addUserBody(
  reader: Reader,
  departments: readonly DepartmentChoice[],
  sent: GrantForm,
  problems: readonly GrantProblem[],
): string {
  const { language } = reader;
  const text = usersTexts[language];
  const address = inputField({
    name: 'address',
    type: 'email',
    label: text.address,
    hint: text.addressHint,
    value: sent.address,
    error: problems.find(({ field }) => field === 'address')?.text,
    maxLength: 254,
  });
  const fields = address + grantFields(language, departments, sent, problems);
  return html`!${errorSummary(language, problems)}<h1>${text.add}</h1>
!${form(reader, { action: '/users/add', body: fields, submit: text.add, cancel: { href: '/users', text: text.cancel } })}`;
}

function grantFields(
  language: Language,
  departments: readonly DepartmentChoice[],
  sent: Omit<GrantForm, 'address'>,
  problems: readonly GrantProblem[],
): string {
  const text = usersTexts[language];
  const role = choiceField({
    name: 'role',
    label: text.role,
    values: [sent.role],
    choices: roles.map((value) => ({
      value,
      label: roleNames[value][language],
      hint: text.roleHints[value],
    })),
  });
  const department = inputField({
    name: 'department',
    label: text.department,
    hint: text.departmentHint,
    value: sent.department,
    error: problems.find(({ field }) => field === 'department')?.text,
    width: 'medium',
    maxLength: 200,
    list: departments.map(({ code, name }) => ({ value: code, label: name })),
  });
  return role + department;
}

export function userBody(
  reader: Reader,
  user: UserView,
  departments: readonly DepartmentChoice[],
  sent: Omit<GrantForm, 'address'>,
  problems: readonly GrantProblem[],
): string {
  const { language } = reader;
  const text = usersTexts[language];
  const waits = user.grants.some(({ suspendedAt }) => suspendedAt !== null);
  const facts = [
    { name: text.employed, value: user.employed ? text.yes : text.no },
    {
      name: text.seen,
      value:
        user.signedInAt === null ? text.never : dayElement(language, swedishDay(user.signedInAt)),
    },
    { name: text.sessions, value: numberText(language, user.sessions) },
  ];
  const signOut = buttonForm(reader, {
    action: `/users/${user.id}/sign-out`,
    submit: text.signOut,
    look: 'quiet',
  });
  return html`!${errorSummary(language, problems)}<h1>${user.address}</h1>
!${waits ? review(reader, user) : ''}
!${summaryList(facts)}
<ul class="button-row">!${user.sessions > 0 ? html`<li>!${signOut}</li>` : ''}
<li><a class="button danger" href="/users/${user.id}/remove">${text.remove}</a></li></ul>
<h2>${text.roles}</h2>
!${user.grants.length === 0 ? emptyState({ title: text.none, text: text.departmentHint }) : grantTable(reader, user)}
<h2>${text.grant}</h2>
!${form(reader, {
    action: `/users/${user.id}/grant`,
    body: grantFields(language, departments, sent, problems),
    submit: text.grant,
  })}`;
}

function review(reader: Reader, { id }: UserView): string {
  const text = usersTexts[reader.language];
  const button = (decision: 'keep' | 'revoke', submit: string) =>
    buttonForm(reader, {
      action: `/users/${id}/review`,
      submit,
      name: 'decision',
      value: decision,
      ...(decision === 'revoke' ? { look: 'quiet' as const } : {}),
    });
  return notice({
    kind: 'warn',
    title: text.reviewTitle,
    body: html`<p>${text.reviewText}</p>
<ul class="button-row"><li>!${button('keep', text.keep)}</li><li>!${button('revoke', text.drop)}</li></ul>`,
  });
}

function grantTable(reader: Reader, { id, grants }: UserView): string {
  const { language } = reader;
  const text = usersTexts[language];
  const rows = grants.map((grant) => {
    const where =
      grant.department === null
        ? text.whole
        : `${grant.department.name} (${grant.department.code})`;
    return [
      html`${roleNames[grant.role][language]}`,
      html`${where}`,
      grant.suspendedAt === null ? tag(text.counts, 'good') : tag(text.suspended, 'warn'),
      buttonForm(reader, {
        action: `/users/${id}/revoke`,
        submit: text.revoke,
        about: `${roleNames[grant.role][language]}, ${where}`,
        name: 'grant',
        value: String(grant.id),
        look: 'quiet',
      }),
    ];
  });
  const columns = [text.role, text.department, text.state, text.actions];
  return table({
    stacked: true,
    caption: text.grantsOf,
    captionHidden: true,
    columns: columns.map((head) => ({ head })),
    rows,
  });
}

export function removeBody(reader: Reader, { id, address }: UserView): string {
  const text = usersTexts[reader.language];
  return html`<h1>${text.remove}: ${address}</h1>
<p class="lead">${text.removeText}</p>
!${form(reader, {
    action: `/users/${id}/remove`,
    submit: text.remove,
    look: 'danger',
    cancel: { href: `/users/${id}`, text: text.cancel },
  })}`;
}
