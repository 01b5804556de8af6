import type { Course, Language, Lesson, Question } from '../../src/course/course.ts';

type Said = { sv: string; en: string };

const option = (language: Language, id: string, correct: boolean, text: Said) => ({
  id,
  text: text[language],
  correct,
  feedback: language === 'sv' ? `Därför ${id}.` : `Because ${id}.`,
});

const single = (language: Language): Question => ({
  key: 'question-1',
  type: 'single',
  text: language === 'sv' ? 'Vad gör du när hon ringer?' : 'What do you do when she calls?',
  options: [
    option(language, 'a', false, { sv: 'Svarar på allt', en: 'Answer it all' }),
    option(language, 'b', true, { sv: 'Lägger på och ringer upp', en: 'Hang up and call back' }),
    option(language, 'c', false, { sv: 'Skickar koden', en: 'Send the code' }),
  ],
});

const multiple = (language: Language): Question => ({
  key: 'question-2',
  type: 'multiple',
  text: language === 'sv' ? 'Vad tar du med i anmälan?' : 'What do you put into the report?',
  options: [
    option(language, 'a', true, { sv: 'Vad du har sett & hört', en: 'What you saw & heard' }),
    option(language, 'b', false, { sv: 'Vad du gissar', en: 'What you guess' }),
    option(language, 'c', true, { sv: 'När det hände', en: 'When it happened' }),
    option(language, 'd', false, { sv: 'Vem som har skulden', en: 'Who is to blame' }),
  ],
});

const scenario = (language: Language): Question => ({
  key: 'question-3',
  type: 'scenario',
  text:
    language === 'sv'
      ? 'En kollega hånas i fikarummet. Vad gör du först?'
      : 'A colleague is mocked in the break room. What do you do first?',
  options: [
    option(language, 'a', false, { sv: 'Skrattar med', en: 'Laugh along' }),
    option(language, 'b', true, { sv: 'Sätter dig bredvid henne', en: 'Sit down beside her' }),
    option(language, 'c', false, { sv: 'Går därifrån', en: 'Walk away' }),
  ],
  second: {
    text:
      language === 'sv'
        ? 'Dagen efter händer det igen. Vad gör du?'
        : 'The next day it happens again. What do you do?',
    options: [
      option(language, 'd', false, { sv: 'Väntar och ser', en: 'Wait and see' }),
      option(language, 'e', true, { sv: 'Tar det med chefen i dag', en: 'Tell the manager today' }),
    ],
  },
});

const stance = (language: Language): Question => ({
  key: 'question-4',
  type: 'stance',
  text:
    language === 'sv'
      ? 'Jag brukar säga ifrån när någon skämtar på andras bekostnad.'
      : 'I usually speak up when somebody jokes at the expense of others.',
  options: [
    option(language, 'a', false, { sv: 'Stämmer inte alls', en: 'Not at all' }),
    option(language, 'b', false, { sv: 'Stämmer delvis', en: 'In part' }),
    option(language, 'c', false, { sv: 'Stämmer helt', en: 'Entirely' }),
  ],
});

const lessons = [single, multiple, scenario, stance].map((question, index): Lesson => {
  const number = index + 1;
  const text = (language: Language) => ({
    subject: `${language === 'sv' ? 'Ämne' : 'Subject'} ${number}`,
    title: `${language === 'sv' ? 'Stanna upp ett slag' : 'Stop for a moment'} ${number}`,
    preview: '',
    body:
      language === 'sv'
        ? 'Du står i korridoren och **hör** något.\n\nStanna upp, och fråga hur det är.'
        : 'You stand in the corridor and **hear** something.\n\nStop, and ask how things are.',
    question: question(language),
  });
  return {
    number,
    slug: `lesson-${number}`,
    text: { sv: text('sv'), en: text('en') },
    sources: [],
  };
});

/** One lesson of each question type: single, multiple, scenario, stance. */
export const typedCourse: Course = {
  slug: 'bystander',
  title: { sv: 'Åskådarens roll', en: 'The role of the bystander' },
  description: { sv: 'Om att bry sig', en: 'About caring' },
  lessons,
};
