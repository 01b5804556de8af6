import type { Language } from '../course/course.ts';

/** What the answer pages say. */
export const answerTexts = {
  sv: {
    answersAs: (name: string) => `Du svarar som ${name}`,
    notYou: 'Är det någon annan? Stäng sidan utan att svara.',
    belongsTo: (name: string) => `Svaret tillhör ${name}`,
    lesson: 'Läs lektionen',
    lessonAgain: 'Läs lektionen igen',
    remember: 'Minns du?',
    fromLesson: (number: string) => `En fråga från lektion ${number}`,
    sits: 'Bra, det sitter.',
    slipped: 'Sådant glömmer alla. Titta gärna igenom lektionen igen, så sitter det bättre.',
    send: 'Skicka svar',
    choose: 'Välj ett av alternativen och tryck på Skicka svar.',
    preview: 'Detta är ett test.',
    previewMeans: 'Du kan svara, men inget sparas.',
    right: 'Rätt svar!',
    wrong: 'Inte rätt den här gången',
    yourAnswer: 'Ditt svar',
    rightAnswer: 'Rätt svar',
    already: 'Du har redan svarat på den här frågan. Här är ditt svar.',
    firstCounts: 'Du har redan svarat på den här frågan. Det första svaret gäller.',
    waiting: 'En lektion till väntar på dig',
    readAndAnswer: 'Läs och svara',
    caughtUp: 'Du är ikapp',
    progress: (answered: number, all: number) =>
      `Du har svarat på ${answered} av ${all} lektioner.`,
    more: 'Nästa lektion kommer i ett mejl när det är dags.',
    complete: 'Tack! Du har svarat på alla lektioner i kursen.',
    close: 'Du kan stänga sidan nu.',
    expired: 'Tiden för att svara har gått ut',
    expiredMeans:
      'Det går inte längre att svara på frågan, men du kan läsa lektionen här. Har du fått ett nyare mejl i kursen svarar du i det.',
    expiredDone: 'Du har redan svarat',
    expiredAnswered:
      'Du hann svara innan tiden gick ut. Ditt svar är sparat, och du behöver inte göra något mer.',
    help: 'Behöver du hjälp? Kontakta',
    invalid: 'Länken går inte att läsa',
    invalidMeans:
      'Inget svar har sparats. Länken kan ha blivit avklippt eller ändrad på vägen hit. Gå tillbaka till mejlet och tryck på ditt alternativ igen.',
    missing: 'Svaret kom inte fram',
    missingMeans:
      'Inget svar har sparats, för uppgiften om vilken fråga det gällde saknades. Gå tillbaka till mejlet och tryck på ditt alternativ igen.',
  },
  en: {
    answersAs: (name: string) => `You are answering as ${name}`,
    notYou: 'Is that somebody else? Close the page without answering.',
    belongsTo: (name: string) => `The answer belongs to ${name}`,
    lesson: 'Read the lesson',
    lessonAgain: 'Read the lesson again',
    remember: 'Do you remember?',
    fromLesson: (number: string) => `A question from lesson ${number}`,
    sits: 'Good, you have it.',
    slipped: 'Everybody forgets such things. Have another look at the lesson to make it stick.',
    send: 'Send answer',
    choose: 'Choose one of the options and press Send answer.',
    preview: 'This is a test.',
    previewMeans: 'You can answer, but nothing is stored.',
    right: 'Right answer!',
    wrong: 'Not right this time',
    yourAnswer: 'Your answer',
    rightAnswer: 'The right answer',
    already: 'You have already answered this question. Here is your answer.',
    firstCounts: 'You have already answered this question. The first answer counts.',
    waiting: 'One more lesson is waiting for you',
    readAndAnswer: 'Read and answer',
    caughtUp: 'You are up to date',
    progress: (answered: number, all: number) => `You have answered ${answered} of ${all} lessons.`,
    more: 'The next lesson comes by mail when it is time.',
    complete: 'Thank you! You have answered every lesson of the course.',
    close: 'You can close the page now.',
    expired: 'The time for answering is over',
    expiredMeans:
      'The question can no longer be answered, but you can read the lesson here. If you have a newer mail of the course, answer in that one.',
    expiredDone: 'You have already answered',
    expiredAnswered:
      'You answered before the time was over. Your answer is stored, and there is nothing more to do.',
    help: 'Need help? Contact',
    invalid: 'The link cannot be read',
    invalidMeans:
      'No answer has been stored. The link may have been cut off or changed on its way here. Go back to the mail and press your option again.',
    missing: 'The answer did not arrive',
    missingMeans:
      'No answer has been stored, because it did not say which question it was for. Go back to the mail and press your option again.',
  },
} as const satisfies Record<
  Language,
  Record<string, string | ((name: string) => string) | ((answered: number, all: number) => string)>
>;
