import type { Language } from './course.ts';

/** A text that is right or not, and what its feedback says. */
export type SkeletonOption = { text: string; feedback: string };

type SkeletonTexts = {
  title: string;
  description: string;
  subject: string;
  preview: string;
  source: string;
  note: string;
  body: string;
  question: string;
  /** All options of one length; `right` is what a single question and a scenario ask for. */
  right: SkeletonOption;
  alsoRight: SkeletonOption;
  wrong: [SkeletonOption, SkeletonOption, SkeletonOption];
  second: { text: string; right: SkeletonOption; wrong: [SkeletonOption, SkeletonOption] };
  stance: { text: string; scale: SkeletonOption[] };
  kit: { questions: [string, string, string]; note: string; scenario: string };
};

/** A whole small lesson, which its author writes over: an example shows more than empty fields. */
export const skeletonTexts: Record<Language, SkeletonTexts> = {
  sv: {
    title: 'En ny kurs',
    description: 'Om vad kursen handlar om, i en mening.',
    subject: 'Mannen vid grinden',
    preview: 'Han är vänlig, och han har bråttom.',
    source: 'Var uppgiften kommer ifrån: sida eller lag, och datum',
    note: 'Vad lektionen vill, vad den utelämnar och varför. [BYT UT]',
    body: `Amira öppnar förskolan. [BYT UT] Klockan är halv sju, och hon är ensam de första tjugo minuterna. I dag står en man vid grinden. Han säger att han ska hämta sin systerdotter, men hans namn finns inte på listan.

Han är vänlig, och han har bråttom. Amira vill inte vara otrevlig. Men hon vet inte vem han är.

Hon säger som det är: ”Jag får inte lämna barn till någon som inte står på listan. Jag ringer hennes mamma, så löser vi det.” **Den som har rätt att hämta har inget emot att vänta två minuter.**

Mamman svarar direkt. Hade hon inte gjort det hade han fått vänta, och det hade också gått bra.

**Gör i dag:** ta reda på var listan finns.`,
    question: 'En kvinna säger att hon är ny vikarie och ber om koden till huset. Vad gör du?',
    right: {
      text: 'Ringer chefen och frågar om hon är väntad',
      feedback:
        'Ja. Du behöver inte misstro henne för att fråga. Ett samtal tar en minut, och sedan vet ni båda vad som gäller.',
    },
    alsoRight: {
      text: 'Ber henne vänta med dig tills någon vet',
      feedback:
        'Ja. Du är vänlig och ger henne sällskap, och ingen kommer in som inte ska vara där medan ni väntar.',
    },
    wrong: [
      {
        text: 'Följer henne in och visar henne runt först',
        feedback:
          'Det är ett varmt sätt att ta emot någon ny. Men då är hon inne i huset innan någon vet vem hon är.',
      },
      {
        text: 'Ger henne koden, eftersom hon har bråttom',
        feedback:
          'Du vill hjälpa till, och det är gott. Men en kod som är delad går inte att ta tillbaka. Fråga hellre först.',
      },
      {
        text: 'Ber henne komma igen en annan dag i stället',
        feedback:
          'Då är du säker, men det kan hända att gruppen står utan vikarie i dag. Ett samtal räcker för att få veta.',
      },
    ],
    second: {
      text: 'Chefen svarar inte. Vad gör du nu?',
      right: {
        text: 'Frågar en kollega medan hon väntar i hallen',
        feedback:
          'Ja. Någon annan kan veta, och hon får sällskap under tiden. Du behöver inte lösa det ensam.',
      },
      wrong: [
        {
          text: 'Släpper in henne, du har gjort vad du kan',
          feedback:
            'Du har gjort en del, men du vet fortfarande inte vem hon är. Fråga en till innan du öppnar.',
        },
        {
          text: 'Säger att hon får gå hem och stänger dörren',
          feedback:
            'Du tar ansvar för huset. Men hon kan vara den som ni väntar på, så fråga en till först.',
        },
      ],
    },
    stance: {
      text: 'Det är obekvämt att be någon vänta medan jag frågar. Hur är det för dig?',
      scale: [
        {
          text: 'Det stämmer helt',
          feedback:
            'Många känner så. Tänk på att den som har rätt att vara där sällan tar illa upp av att du frågar.',
        },
        {
          text: 'Det stämmer delvis',
          feedback:
            'Det kan bero på vem det är. Fundera på när det är lätt och vad som skiljer de gångerna från andra.',
        },
        {
          text: 'Det stämmer inte',
          feedback:
            'Då har du en vana som andra kan lära av. Berätta gärna för en kollega hur du brukar säga.',
        },
      ],
    },
    kit: {
      questions: [
        'Har du varit med om något liknande? Vad hände?',
        'Vad gör det svårt att fråga, och vad gör det lätt?',
        'Vad vill ni säga till varandra att ni gör nästa gång?',
      ],
      note: 'Läs högt och låt det vara tyst en stund. [BYT UT] Låt alla säga något innan någon säger två saker. Avsluta med en sak som ni provar. Berättar någon om något eget, tacka och ta det efteråt på tu man hand.',
      scenario: `Jonas kör ut mat till äldre. [BYT UT] I dag öppnar en man som han aldrig har sett. ”Hon sover”, säger mannen. ”Jag tar maten.” Innanför dörren hör Jonas att någon ropar, men inte vad.

Han har elva stopp kvar, och maten i bilen blir kall. Mannen ler och sträcker fram händerna. Kanske är det sonen, som Signe har talat så mycket om. Kanske är det någon annan. Jonas står kvar på trappan med kassen i handen och ska just säga något.`,
    },
  },
  en: {
    title: 'A new course',
    description: 'What the course is about, in one sentence.',
    subject: 'The man at the gate',
    preview: 'He is kind, and he is in a hurry.',
    source: 'Var uppgiften kommer ifrån: sida eller lag, och datum',
    note: 'What the lesson is after, what it leaves out and why. [REPLACE]',
    body: `Amira opens the preschool. [REPLACE] It is half past six, and she is alone for the first twenty minutes. Today a man stands at the gate. He says he is here to fetch his niece, but his name is not on the list.

He is kind, and he is in a hurry. Amira does not want to be rude. But she does not know who he is.

She says it as it is: “I may not hand a child to someone who is not on the list. I will call her mother, and then we will sort it out.” **Someone who may fetch a child does not mind waiting for two minutes.**

The mother answers at once. Had she not, he would have had to wait, and that would have been fine too.

**Do today:** find out where the list is.`,
    question:
      'A woman says that she is a new temp and asks for the code to the house. What do you do?',
    right: {
      text: 'Call the manager and ask if she is expected',
      feedback:
        'Yes. You need not mistrust her to ask. A call takes one minute, and then both of you know where you stand.',
    },
    alsoRight: {
      text: 'Ask her to wait with you until someone knows',
      feedback:
        'Yes. You are kind and keep her company, and nobody comes in who should not be there while you wait.',
    },
    wrong: [
      {
        text: 'Go in with her and show her the house first',
        feedback:
          'It is a warm way to meet someone new. But then she is in the house before anyone knows who she is.',
      },
      {
        text: 'Give her the code, since she is in a hurry',
        feedback:
          'You want to help, and that is good. But a code that is shared cannot be taken back. Ask first instead.',
      },
      {
        text: 'Tell her to come back some other day instead',
        feedback:
          'Then you are safe, but the group may be without a temp today. One call is enough to find out.',
      },
    ],
    second: {
      text: 'The manager does not answer. What do you do now?',
      right: {
        text: 'Ask a colleague while she waits in the hall',
        feedback:
          'Yes. Someone else may know, and she has company while she waits. You need not solve it alone.',
      },
      wrong: [
        {
          text: 'Let her in, since you have done what you can',
          feedback:
            'You have done a good deal, but you still do not know who she is. Ask one more before you open.',
        },
        {
          text: 'Say that she may go home and shut the door',
          feedback:
            'You look after the house. But she may be the one you are waiting for, so ask one more first.',
        },
      ],
    },
    stance: {
      text: 'It feels awkward to ask someone to wait while I check. How is it for you?',
      scale: [
        {
          text: 'That is how it is',
          feedback:
            'Many people feel so. Bear in mind that someone who may be there seldom minds that you ask them.',
        },
        {
          text: 'In part, it depends',
          feedback:
            'It may depend on who it is. Think of when it is easy, and what makes those times different.',
        },
        {
          text: 'No, not for me',
          feedback:
            'Then you have a habit that others can learn from. Do tell a colleague what you tend to say.',
        },
      ],
    },
    kit: {
      questions: [
        'Have you been through something like it? What happened?',
        'What makes it hard to ask, and what makes it easy?',
        'What would you like to tell each other that you will do next time?',
      ],
      note: 'Read aloud and let it be quiet for a moment. [REPLACE] Let everyone say something before anyone says two things. End with one thing to try. If someone tells of something of their own, thank them and talk about it in private afterwards.',
      scenario: `Jonas drives out meals to old people. [REPLACE] Today a man he has never seen opens the door. “She is asleep,” the man says. “I will take the food.” Behind the door Jonas hears someone call out, but not what.

He has eleven stops left, and the food in the car is getting cold. The man smiles and holds out his hands. It may be the son whom Signe has told him so much about. It may be someone else. Jonas stays on the steps with the bag in his hand and is just about to speak.`,
    },
  },
};

const both = (sv: string, en: string) => ({ sv, en });

/** Five questions for before and after; the right option of each as first, to be moved. */
export const skeletonBaseline = [
  {
    key: 'know-what-to-do',
    text: both('Jag vet vad jag gör när jag blir osäker.', 'I know what to do when I am not sure.'),
  },
  {
    key: 'dare-to-ask',
    text: both(
      'Jag vågar fråga någon som jag inte känner igen.',
      'I dare to ask someone I do not recognise.',
    ),
  },
  {
    key: 'whom-to-tell',
    text: both('Jag vet vem jag ska berätta det för.', 'I know whom to tell about it.'),
  },
  {
    key: 'shared-code',
    text: both('Vad gäller för en kod till huset?', 'What holds for a code to the house?'),
    options: [
      both('Den delas bara av den som ansvarar', 'It is shared only by the one in charge'),
      both('Den delas av alla som arbetar här', 'It is shared by everyone who works here'),
      both('Den delas med alla som ber snällt', 'It is shared with all who ask nicely'),
    ],
  },
  {
    key: 'first-step',
    text: both(
      'Vad är ett gott första steg när du är osäker?',
      'What is a good first step when you are unsure?',
    ),
    options: [
      both('Att fråga någon som kan veta mer', 'To ask someone who may know more'),
      both('Att vänta och se vad som händer', 'To wait and see what will happen'),
      both('Att göra som du tror är bäst', 'To do as you think would be best'),
    ],
  },
] as const;
