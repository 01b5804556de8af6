import type { Language } from '../course/course.ts';

/** What the public pages need to know of the place where they are shown. */
export type Place = {
  organisation: string;
  helpContact: string;
  privacyContact: string;
  /** Groups of fewer people are hidden. */
  smallestGroup: number;
  /** Hours without doing anything after which whoever has signed in is signed out. */
  idleHours: number;
  /** Days until the names of leavers go, and until answers lose their person (rule 15). */
  days: { leavers: number; answers: number; uploads: number };
};

/** A heading with paragraphs, or lists where several belong together; plain text. */
export type Section = { heading: string; parts: readonly (string | readonly string[])[] };
export type PublicText = { title: string; lead: string; sections: readonly Section[] };

/** What is stored of employees, for how long and who sees it. The legal basis is decided locally. */
export const privacyText: Record<Language, (place: Place) => PublicText> = {
  sv: ({ organisation, helpContact, privacyContact, smallestGroup, days }) => ({
    title: 'Så hanterar vi dina uppgifter',
    lead: `${organisation} skickar korta kurser till sina medarbetare med Nanokurs. Här står vad som sparas om dig, hur länge, och vem som ser det.`,
    sections: [
      {
        heading: 'Vad som sparas',
        parts: [
          [
            'Namn, e-postadress i arbetet, anställningsnummer, befattning, avdelning, språk och ledighet, så som de står i personallistan.',
            'Vilka mejl du har fått och om de kom fram till e-postservern.',
            'Dina svar på kursernas frågor, och när du gav dem.',
          ],
          'Personnummer sparas aldrig. Den som har skyddade personuppgifter finns inte med alls. Vi mäter inte om du öppnar mejlen.',
          'Svar på frågor om hållning, och formulär före och efter en kurs, räknas bara per avdelning och vecka. De går inte att föra tillbaka till dig i tjänsten.',
        ],
      },
      {
        heading: 'Vad det används till',
        parts: [
          'Till att skicka nästa lektion, ta tillbaka frågor som är svåra och visa hur långt varje avdelning har kommit. Ingen bedöms efter sina svar.',
          `Vilken rättslig grund som gäller beslutar ${organisation}. Fråga ${privacyContact}.`,
        ],
      },
      {
        heading: 'Vem som ser vad',
        parts: [
          [
            'Hur du har svarat, och om du har svarat, ser bara du.',
            `Den som leder kursen ser siffror per avdelning. Grupper med färre än ${smallestGroup} personer döljs.`,
            'HR ser vilka mejl som har skickats till dig, om de kom fram och om du har uppehåll. Varje sådan titt antecknas.',
            'Den som driver servern kan tekniskt läsa databasen, men har inget skäl att göra det.',
          ],
          'Uppgifterna lämnar inte servern mer än i mejlen till dig.',
        ],
      },
      {
        heading: 'Hur länge',
        parts: [
          [
            `Slutar du din anställning tas namn och adress bort efter ${days.leavers} dagar.`,
            `Dina svar skiljs från dig ${days.answers} dagar efter att kursen har slutat. Kvar blir siffror.`,
            `Filer med personallistor tas bort inom ${days.uploads === 1 ? 'ett dygn' : `${days.uploads} dygn`}.`,
          ],
        ],
      },
      {
        heading: 'Dina rättigheter',
        parts: [
          `Du kan få veta vad som finns om dig, få fel rättade och i vissa fall få uppgifter raderade. Vänd dig till ${privacyContact}. Är något fel i personallistan rättar HR det där.`,
          'Du kan klaga hos Integritetsskyddsmyndigheten (IMY).',
          `Gäller frågan själva kursen eller ett mejl, kontakta ${helpContact}.`,
        ],
      },
    ],
  }),
  en: ({ organisation, helpContact, privacyContact, smallestGroup, days }) => ({
    title: 'How we handle your data',
    lead: `${organisation} sends short courses to its employees with Nanokurs. This is what is stored about you, for how long, and who sees it.`,
    sections: [
      {
        heading: 'What is stored',
        parts: [
          [
            'Name, work e-mail address, employment number, title, department, language and leave, as they stand in the staff list.',
            'Which mails you have been sent, and whether the mail server took them.',
            'Your answers to the questions of the courses, and when you gave them.',
          ],
          'Identity numbers are never stored. People with protected personal data are not included at all. We do not measure whether you open the mails.',
          'Answers to questions about attitudes, and the forms before and after a course, are only counted by department and week. They cannot be traced to you in the service.',
        ],
      },
      {
        heading: 'What it is used for',
        parts: [
          'To send the next lesson, bring back questions that are hard, and show how far each department has come. Nobody is judged by their answers.',
          `${organisation} decides the legal basis. Ask ${privacyContact}.`,
        ],
      },
      {
        heading: 'Who sees what',
        parts: [
          [
            'How you have answered, and whether you have, only you can see.',
            `Whoever leads the course sees figures by department. Groups of fewer than ${smallestGroup} people are hidden.`,
            'HR sees which mails were sent to you, whether they arrived, and whether you are on leave. Each such look is recorded.',
            'Whoever runs the server is technically able to read the database, but has no reason to.',
          ],
          'The data does not leave the server other than in the mails to you.',
        ],
      },
      {
        heading: 'For how long',
        parts: [
          [
            `If you leave your job, your name and address are removed after ${days.leavers} days.`,
            `Your answers are separated from you ${days.answers} days after the course has ended. Figures remain.`,
            `Files with staff lists are removed within ${days.uploads === 1 ? 'a day' : `${days.uploads} days`}.`,
          ],
        ],
      },
      {
        heading: 'Your rights',
        parts: [
          `You may learn what is stored about you, have mistakes corrected and in some cases have data erased. Turn to ${privacyContact}. Mistakes in the staff list are corrected there by HR.`,
          'You can complain to the Swedish Authority for Privacy Protection (IMY).',
          `For questions about a course or a mail, contact ${helpContact}.`,
        ],
      },
    ],
  }),
};

/** The statement that 10 and 13 §§ of the Swedish act 2018:1937 ask for, as far as the software can make it. */
export const accessibilityText: Record<Language, (place: Place) => PublicText> = {
  sv: ({ organisation, helpContact, idleHours }) => ({
    title: 'Tillgänglighet',
    lead: `${organisation} vill att alla ska kunna läsa lektionerna, svara på dem och använda sidorna. Så här tillgänglig är tjänsten.`,
    sections: [
      {
        heading: 'Vad vi siktar på',
        parts: [
          'Mejl och sidor är byggda för att följa WCAG 2.2 på nivå AA. De fungerar utan bilder och utan JavaScript, med enbart tangentbord, på smala skärmar och i ljust och mörkt läge, på svenska och engelska.',
        ],
      },
      {
        heading: 'Hur det har prövats',
        parts: [
          'Inför varje ny version prövas varje sida automatiskt i en riktig webbläsare: i ljust och mörkt läge, på de smalaste skärmarna och med glesare text. Huvudvägarna för den som svarar, den som leder utskick och den som ansvarar för personallistan gås igenom med bara tangentbord och utan JavaScript.',
          'I november 2026 gick utvecklarna dessutom igenom varje sida i Chromium:',
          [
            'med 400 procents zoom, dubbelt så stor text och glesare text, utan att något föll bort',
            'med bara tangentbord: fokus syns alltid, skyms aldrig och följer läsordningen',
            'med mätta kontraster för text, fält, knappar, fokus och diagram i båda lägena',
            'i högkontrastläge, granskade för ögat, och läget och rapporten också som utskrift',
            'med vad webbläsaren berättar för hjälpmedel: namn, rubriker, tabeller, fel och sidornas titlar.',
          ],
          'Skärmläsaren Orca har läst delar av fyra sidor i Chromium på Linux: inloggning, läget för ett utskick, ny användare och planerade ändringar. NVDA, JAWS, VoiceOver och TalkBack har inte prövats, och ingen som använder skärmläsare till vardags har prövat tjänsten.',
        ],
      },
      {
        heading: 'Brister vi känner till',
        parts: [
          [
            'Mejlprogram visar mejl olika. I äldre versioner av Outlook blir utseendet enklare, men text och länkar är desamma.',
            'Breda tabeller med siffror, diagram och förhandsvisade mejl rullas i sidled i en egen ruta på smala skärmar.',
            `Den som är inloggad loggas ut efter ${idleHours} timmar utan att göra något, utan varning. Den som svarar på en lektion loggar aldrig in och har ingen sådan gräns.`,
            'Fält för datum och klockslag ser ut och läses upp som webbläsaren bestämmer.',
            'Kurser som er organisation själv har skrivit kan ha brister som vi inte känner till.',
          ],
        ],
      },
      {
        heading: 'Hör av dig',
        parts: [
          `Hittar du ett hinder, eller behöver innehållet i en annan form, kontakta ${helpContact}. Är du inte nöjd med svaret kan du anmäla det till den myndighet som har tillsyn enligt lagen (2018:1937) om tillgänglighet till digital offentlig service.`,
        ],
      },
    ],
  }),
  en: ({ organisation, helpContact, idleHours }) => ({
    title: 'Accessibility',
    lead: `${organisation} wants everybody to be able to read the lessons, answer them and use the pages. This is how accessible the service is.`,
    sections: [
      {
        heading: 'What we aim for',
        parts: [
          'Mails and pages are built to meet WCAG 2.2 at level AA. They work without images and without JavaScript, by keyboard alone, on narrow screens and in light and dark mode, in Swedish and English.',
        ],
      },
      {
        heading: 'How it was tested',
        parts: [
          'Before each new version every page is tested automatically in a real browser: in light and dark mode, on the narrowest screens and with text spaced out. The main paths of those who answer, lead campaigns or own the staff list are walked by keyboard alone and without JavaScript.',
          'In November 2026 the developers also went through every page in Chromium:',
          [
            'at 400 per cent zoom, with text twice as large and with text spaced out, without anything being lost',
            'by keyboard alone: the focus is always visible, never covered, and follows the reading order',
            'with measured contrast of text, fields, buttons, focus and charts in both modes',
            'in forced colours, looked at by eye, and the state and the report in print as well',
            'by what the browser tells assistive technology: names, headings, tables, errors and page titles.',
          ],
          'The screen reader Orca has read parts of four pages in Chromium on Linux: signing in, the state of a campaign, a new user and planned changes. NVDA, JAWS, VoiceOver and TalkBack have not been tested, and nobody who uses a screen reader every day has tested the service.',
        ],
      },
      {
        heading: 'Shortcomings we know of',
        parts: [
          [
            'Mail programs show mails differently. Older versions of Outlook show them more plainly, with the same text and links.',
            'Wide tables of figures, charts and previewed mails scroll sideways in a box of their own on narrow screens.',
            `Whoever has signed in is signed out after ${idleHours} hours without doing anything, without a warning. To answer a lesson you never sign in, and there is no such limit.`,
            'Fields for dates and times look and are read out as the browser decides.',
            'Courses that your own organisation has written may have shortcomings that we do not know of.',
          ],
        ],
      },
      {
        heading: 'Tell us',
        parts: [
          `If you meet an obstacle, or need the content in another form, contact ${helpContact}. If the answer does not satisfy you, you can report it to the authority that supervises the Swedish act (2018:1937) on accessibility of digital public services.`,
        ],
      },
    ],
  }),
};
