import type { Language } from '../course/course.ts';

export const accountTexts = {
  sv: {
    title: 'Ditt konto',
    lead: 'Det här kontot är inloggat, och det här får det se.',
    address: 'Adress',
    role: 'Roll',
    where: 'Gäller',
    state: 'Status',
    grants: 'Dina behörigheter',
    whole: 'Hela organisationen',
    counts: 'Gäller',
    suspended: 'Vilar',
    suspendedTitle: 'Behörigheter som väntar på granskning',
    suspendedText:
      'Du har bytt enhet eller adress i personallistan. Därför vilar dina behörigheter tills en administratör har sett över dem.',
    none: 'Du har inga behörigheter',
    noneText: 'Be den som administrerar tjänsten om du behöver någon.',
    elsewhere: 'Logga ut överallt',
    elsewhereText: 'Avslutar alla dina inloggningar, på alla datorer och telefoner, också den här.',
    limits: 'Du loggas ut efter två timmar utan att göra något, och senast efter tolv timmar.',
  },
  en: {
    title: 'Your account',
    lead: 'This account is signed in, and this is what it may see.',
    address: 'Address',
    role: 'Role',
    where: 'Where',
    state: 'Status',
    grants: 'What you may do',
    whole: 'The whole organisation',
    counts: 'In force',
    suspended: 'Suspended',
    suspendedTitle: 'Some of it waits for a review',
    suspendedText:
      'You have moved department or changed address in the staff list. What you may do is suspended until an administrator has reviewed it.',
    none: 'You may do nothing here yet',
    noneText: 'Ask whoever administers the service if you need to.',
    elsewhere: 'Sign out everywhere',
    elsewhereText: 'Ends all your sessions, on all computers and phones, this one too.',
    limits: 'You are signed out after two hours without doing anything, and after twelve at most.',
  },
} as const satisfies Record<Language, Record<string, string>>;
