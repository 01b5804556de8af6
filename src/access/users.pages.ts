import { z } from 'zod';
import type { Language } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import {
  addUser,
  grantRole,
  reviewUser,
  revokeRoles,
  signOutUser,
  takeUserAway,
} from './change-user.service.ts';
import { roles } from './role.ts';
import type { ActionResult, PageView, SignedInPages } from './signed-in-page.ts';
import { findUser, listGrantable, listUsers, type ShownUser } from './user.repository.ts';
import { usersTexts } from './users-texts.ts';
import {
  addUserBody,
  type GrantForm,
  type GrantProblem,
  removeBody,
  userBody,
  usersBody,
} from './users-view.ts';

const access = { roles: ['admin'] as const, whole: true };
const one = {
  schema: z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) }),
  things: { id: 'user' as const },
};
const grantForm = z.object({
  role: z.enum(roles).catch('reader'),
  department: z.string().trim().max(200).catch(''),
});
const addressShape = /^[^\s<>@,;]{1,64}@[^\s<>@,;]{1,190}\.[^\s<>@,;.]{1,63}$/;
const noGrant = { role: 'reader', department: '' };
/** More would make the page heavy; the code is then typed without suggestions. */
const mostSuggestions = 500;

/** Who may sign in and what they may see, for administrators of the whole organisation. */
export function registerUserPages(pages: SignedInPages, deps: { db: Database }): void {
  pages.nav({
    path: '/users',
    label: { sv: usersTexts.sv.title, en: usersTexts.en.title },
    roles: ['admin'],
    whole: true,
    order: 90,
  });

  pages.page({
    path: '/users',
    ...access,
    show: async (visit) => ({
      title: usersTexts[visit.language].title,
      body: usersBody(visit, await listUsers(deps.db)),
    }),
  });

  pages.page({ path: '/users/add', ...access, show: (visit) => addPage(deps, visit) });

  pages.action({
    path: '/users/add',
    ...access,
    form: grantForm.extend({ address: z.string().trim().max(300).catch('') }),
    exampleForm: { address: 'ny@exempelkommun.test', role: 'leader', department: '10' },
    act: async (visit) => {
      const { language, form, db } = visit;
      const text = usersTexts[language];
      const wrong = async (problems: GrantProblem[]): Promise<ActionResult> => ({
        status: 422,
        page: await addPage(deps, visit, form, problems),
      });
      if (!addressShape.test(form.address))
        return wrong([{ field: 'address', text: text.addressWrong }]);
      try {
        const input = { address: form.address, grants: [grantOf(form)] };
        const { user, audit } = await addUser({ db }, input);
        return { to: `/users/${user.id}`, flash: { kind: 'good', text: text.added }, audit };
      } catch (error) {
        return wrong([departmentProblem(language, error)]);
      }
    },
  });

  pages.page({
    path: '/users/:id',
    ...access,
    params: one,
    show: async (visit) => userPage(deps, visit, visit.params.id),
  });

  pages.action({
    path: '/users/:id/grant',
    ...access,
    params: one,
    form: grantForm,
    exampleForm: { role: 'hr', department: '' },
    act: async (visit) => {
      const { params, form, language, db } = visit;
      const text = usersTexts[language];
      try {
        const { audit } = await grantRole({ db }, params.id, grantOf(form));
        const said = audit.length === 0 ? text.already : text.granted;
        return { to: `/users/${params.id}`, flash: { kind: 'good', text: said }, audit };
      } catch (error) {
        const problems = [departmentProblem(language, error)];
        return { status: 422, page: await userPage(deps, visit, params.id, form, problems) };
      }
    },
  });

  pages.action({
    path: '/users/:id/revoke',
    ...access,
    params: one,
    form: z.object({ grant: z.coerce.number().int().min(1).max(2_147_483_647) }),
    exampleForm: { grant: '1' },
    act: async ({ params, form, language, db }) => {
      const { audit } = await revokeRoles({ db }, params.id, { grant: form.grant });
      const flash = { kind: 'good' as const, text: usersTexts[language].revoked };
      return { to: `/users/${params.id}`, flash, audit };
    },
  });

  pages.action({
    path: '/users/:id/review',
    ...access,
    params: one,
    form: z.object({ decision: z.enum(['keep', 'revoke']) }),
    exampleForm: { decision: 'keep' },
    act: async ({ params, form, language, db }) => {
      const { audit } = await reviewUser({ db }, params.id, form.decision);
      const text = usersTexts[language][form.decision === 'keep' ? 'kept' : 'dropped'];
      return { to: `/users/${params.id}`, flash: { kind: 'good', text }, audit };
    },
  });

  pages.action({
    path: '/users/:id/sign-out',
    ...access,
    params: one,
    form: z.object({}),
    exampleForm: {},
    act: async ({ params, language, db }) => {
      const { audit } = await signOutUser({ db }, params.id);
      const flash = { kind: 'good' as const, text: usersTexts[language].signedOut };
      return { to: `/users/${params.id}`, flash, audit };
    },
  });

  pages.page({
    path: '/users/:id/remove',
    ...access,
    params: one,
    show: async (visit) => {
      const user = await requireUser(deps.db, visit.params.id);
      const { title, remove } = usersTexts[visit.language];
      return {
        title: remove,
        crumbs: [
          { href: '/users', text: title },
          { href: `/users/${user.id}`, text: user.address },
        ],
        width: 'reading',
        body: removeBody(visit, user),
      };
    },
  });

  pages.action({
    path: '/users/:id/remove',
    ...access,
    params: one,
    form: z.object({}),
    exampleForm: {},
    act: async ({ params, language, db }) => {
      const { audit } = await takeUserAway({ db }, params.id);
      return { to: '/users', flash: { kind: 'good', text: usersTexts[language].removed }, audit };
    },
  });
}

type Reader = { language: Language; csrfToken: string };

async function addPage(
  deps: { db: Database },
  visit: Reader,
  sent: GrantForm = { address: '', ...noGrant },
  problems: GrantProblem[] = [],
): Promise<PageView> {
  const text = usersTexts[visit.language];
  return {
    title: titleOf(visit.language, text.add, problems),
    crumbs: [{ href: '/users', text: text.title }],
    width: 'reading',
    body: addUserBody(visit, await suggestions(deps.db), sent, problems),
  };
}

async function userPage(
  deps: { db: Database },
  visit: Reader,
  id: number,
  sent: Omit<GrantForm, 'address'> = noGrant,
  problems: GrantProblem[] = [],
): Promise<PageView> {
  const user = await requireUser(deps.db, id);
  return {
    title: titleOf(visit.language, user.address, problems),
    crumbs: [{ href: '/users', text: usersTexts[visit.language].title }],
    body: userBody(visit, user, await suggestions(deps.db), sent, problems),
  };
}

function titleOf(language: Language, title: string, problems: readonly unknown[]): string {
  return `${problems.length > 0 ? errorPrefix[language] : ''}${title}`;
}

async function suggestions(db: Database) {
  const all = await listGrantable(db);
  return all.length > mostSuggestions ? [] : all;
}

async function requireUser(db: Database, id: number): Promise<ShownUser> {
  const user = await findUser(db, id);
  if (user === undefined) throw new AppError('NOT_FOUND');
  return user;
}

function grantOf({ role, department }: z.infer<typeof grantForm>) {
  return { role, department: department === '' ? undefined : department };
}

/** What was wrong with the department, for its field. @throws anything else */
function departmentProblem(language: Language, error: unknown): GrantProblem {
  if (!(error instanceof AppError)) throw error;
  const text = usersTexts[language].departmentWrong;
  if (error.code === 'DEPARTMENT_UNKNOWN') return { field: 'department', text };
  if (error.code === 'REFUSED') return { field: 'department', text: error.message };
  throw error;
}
