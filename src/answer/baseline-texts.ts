import type { Language } from '../course/course.ts';

/** What the pages of the form say. */
export const baselineTexts = {
  sv: {
    before: 'Före kursen',
    after: 'Efter kursen',
    titleBefore: 'Hur är det för dig i dag?',
    titleAfter: 'Hur är det för dig nu?',
    lead: 'Frivilligt och anonymt. Det tar ungefär två minuter.',
    how: 'Hoppa gärna över frågor som du inte vill svara på. Svaren sparas utan namn, bara med enhet och vecka.',
    send: 'Skicka',
    clear: 'Rensa svaren',
    once: 'Formuläret kan skickas in en gång.',
    preview: 'Detta är ett test.',
    previewMeans: 'Du kan fylla i formuläret, men inget sparas.',
    empty:
      'Inget är ifyllt, så inget har sparats. Du kan svara på en eller flera frågor, eller stänga sidan.',
    unreadable:
      'Ett av svaren gick inte att läsa, så inget har sparats. Fyll i formuläret igen och tryck på Skicka.',
    thanks: 'Tack!',
    thanksBefore: 'Dina svar är sparade. Första lektionen kommer i ett mejl.',
    thanksAfter: 'Dina svar är sparade. Du behöver inte göra något mer.',
    used: 'Formuläret är redan inskickat',
    usedMeans:
      'Det räknas en gång, och svaren går inte att visa eller ändra. Tack för att du svarade.',
    expired: 'Tiden för att svara har gått ut',
    expiredMeans: 'Det går inte längre att skicka in formuläret. Du behöver inte göra något.',
    close: 'Du kan stänga sidan nu.',
    invalid: 'Länken går inte att läsa',
    invalidMeans:
      'Inget har sparats. Länken kan ha blivit avklippt eller ändrad på vägen hit. Gå tillbaka till mejlet och tryck på den igen.',
    missing: 'Formuläret kom inte fram',
    missingMeans:
      'Inget har sparats, för uppgiften om vilket formulär det gällde saknades. Gå tillbaka till mejlet och tryck på länken igen.',
  },
  en: {
    before: 'Before the course',
    after: 'After the course',
    titleBefore: 'How is it for you today?',
    titleAfter: 'How is it for you now?',
    lead: 'Voluntary and anonymous. It takes about two minutes.',
    how: 'Feel free to skip questions. Your answers are stored without your name, only with department and week.',
    send: 'Send',
    clear: 'Clear the answers',
    once: 'The form can be sent in once.',
    preview: 'This is a test.',
    previewMeans: 'You can fill in the form, but nothing is stored.',
    empty:
      'Nothing is filled in, so nothing has been stored. You can answer one question or more, or close the page.',
    unreadable:
      'One of the answers could not be read, so nothing has been stored. Fill in the form again and press Send.',
    thanks: 'Thank you!',
    thanksBefore: 'Your answers are stored. The first lesson comes by mail.',
    thanksAfter: 'Your answers are stored. There is nothing more to do.',
    used: 'The form has been sent in',
    usedMeans:
      'It counts once, and the answers cannot be shown or changed. Thank you for answering.',
    expired: 'The time for answering is over',
    expiredMeans: 'The form can no longer be sent in. There is nothing you need to do.',
    close: 'You can close the page now.',
    invalid: 'The link cannot be read',
    invalidMeans:
      'Nothing has been stored. The link may have been cut off or changed on its way here. Go back to the mail and press it again.',
    missing: 'The form did not arrive',
    missingMeans:
      'Nothing has been stored, because it did not say which form it was. Go back to the mail and press the link again.',
  },
} as const satisfies Record<Language, Record<string, string>>;
