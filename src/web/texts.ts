import type { Language } from '../course/course.ts';

/** What the frame of every page says. */
export const frameTexts = {
  sv: {
    skip: 'Hoppa till innehållet',
    product: 'Nanokurs',
    otherLanguage: 'English',
    trial: 'Provläge:',
    noMailLeaves: 'inga mejl lämnar den här datorn.',
    mailLeaves: 'databasen är inbyggd, men mejlen skickas på riktigt.',
    notFoundTitle: 'Sidan finns inte',
    notFoundText:
      'Adressen leder ingenstans. Kom du hit från ett mejl, öppna länken direkt i mejlet i stället för att skriva av den.',
    help: 'Behöver du hjälp? Kontakta',
    privacy: 'Dina uppgifter',
    accessibility: 'Tillgänglighet',
  },
  en: {
    skip: 'Skip to the content',
    product: 'Nanokurs',
    otherLanguage: 'Svenska',
    trial: 'Trial mode:',
    noMailLeaves: 'no mail leaves this machine.',
    mailLeaves: 'the database is the built-in one, but mail is sent for real.',
    notFoundTitle: 'There is no such page',
    notFoundText:
      'The address leads nowhere. If you came from a mail, open the link straight from the mail instead of copying it by hand.',
    help: 'Need help? Contact',
    privacy: 'Your data',
    accessibility: 'Accessibility',
  },
} as const satisfies Record<Language, Record<string, string>>;
