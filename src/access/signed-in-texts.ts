import type { Language } from '../course/course.ts';

/** What pages for the signed-in say when they cannot be shown. */
export const signedInTexts = {
  sv: {
    forbidden: 'Du har inte behörighet till sidan',
    forbiddenText:
      'Sidan är till för andra roller än dem du har. Dina behörigheter står under Ditt konto. Behöver du fler, be den som administrerar tjänsten.',
    notFound: 'Sidan finns inte',
    notFoundText:
      'Det finns inget på adressen, eller så hör det till en annan del av organisationen än din.',
    csrf: 'Formuläret gick inte att ta emot',
    csrfText:
      'Sidan var för gammal, eller så har du loggat in på nytt sedan den öppnades. Gå tillbaka, ladda om sidan och försök igen. Inget har ändrats.',
    start: 'Till startsidan',
  },
  en: {
    forbidden: 'You have no access to this page',
    forbiddenText:
      'The page is for other roles than yours. Your account shows what you have. If you need more, ask whoever administers the service.',
    notFound: 'There is no such page',
    notFoundText:
      'There is nothing at the address, or it belongs to another part of the organisation than yours.',
    csrf: 'The form could not be received',
    csrfText:
      'The page was too old, or you have signed in again since it was opened. Go back, reload the page and try again. Nothing has been changed.',
    start: 'To the start page',
  },
} as const satisfies Record<Language, Record<string, string>>;
