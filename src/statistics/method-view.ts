import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { dayText } from '../web/components/format.ts';
import type { Completion } from './completion.ts';

export type MethodView = Pick<Completion, 'as' | 'asOf' | 'k' | 'hiddenPercent'> & {
  ended: boolean;
  /** Whether the reader sees the whole organisation, whose total is of this moment. */
  whole: boolean;
};

type Point = { name: string; text: string };

/** How the figures are counted and why some are hidden, in plain words; a list of terms. */
export function methodList(language: Language, view: MethodView): string {
  const points = language === 'sv' ? swedish(view) : english(view);
  const items = points.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`);
  return html`<dl class="terms">!${items}</dl>`;
}

function swedish({ as, asOf, k, hiddenPercent, ended, whole }: MethodView): Point[] {
  const day = dayText('sv', asOf);
  return [
    {
      name: 'Inbjudna',
      text: `Alla som är med i utskicket och har eller har haft en e-postadress. Procenten räknas på dem. Den som aldrig har haft någon adress kan inte få mejl och finns inte i någon siffra.`,
    },
    as === 'now'
      ? {
          name: 'De som slutat',
          text: 'Räknas inte i den här vyn. När bara någon enstaka har slutat eller bytt enhet räknas den kvar tills fler har gjort det, så att ingen kan pekas ut. Den som kommer tillbaka räknas med igen på samma sätt.',
        }
      : {
          name: 'De som slutat',
          text: `Räknas med i den här vyn, där de var ${ended ? 'när utskicket slutade' : 'när de slutade'}.`,
        },
    {
      name: 'Fått mejl',
      text: 'Minst ett mejl har tagits emot av mottagarens mejlserver. Om det har öppnats mäter vi inte.',
    },
    {
      name: 'Nåddes inte',
      text: 'Inget mejl har kommit fram, och minst ett har avvisats för gott.',
    },
    { name: 'Har börjat', text: 'Har svarat på minst en lektion, rätt eller fel.' },
    { name: 'Klara', text: 'Har svarat på alla lektioner.' },
    {
      name: 'Dolt',
      text: `Grupper på färre än ${k} personer visas inte, och inte heller det som skulle gå att använda för att räkna ut dem. Det som en gång har dolts förblir dolt i utskicket. De dolda räknas i enheten ovanför. Av alla personer finns ${hiddenPercent} % i en enhet utan egna siffror.`,
    },
    {
      name: 'Vilken dag',
      text: whole
        ? `Enheternas siffror räknas en gång om dygnet och är från ${day}. Hela utskickets siffror är från just nu, så summan av enheterna kan skilja lite.`
        : `Siffrorna räknas en gång om dygnet och är från ${day}.`,
    },
    {
      name: 'Äldre siffror',
      text: 'En rad märkt med ett tidigare datum väntar, eftersom dagens siffra skulle säga för mycket om en liten grupp. Den kommer när det går.',
    },
    {
      name: 'Vem som ser vad',
      text: 'Siffrorna gäller grupper. Ingen ser vem som har svarat, eller vad.',
    },
  ];
}

function english({ as, asOf, k, hiddenPercent, ended, whole }: MethodView): Point[] {
  const day = dayText('en', asOf);
  return [
    {
      name: 'Invited',
      text: 'Everybody in the campaign who has or had a mail address. Percentages are of them. Whoever never had an address can get no mail and is in no figure.',
    },
    as === 'now'
      ? {
          name: 'Leavers',
          text: 'Not counted in this view. While only one or two have left or moved, they are counted where they were until more have, so that nobody can be singled out. Who comes back is counted again in the same way.',
        }
      : {
          name: 'Leavers',
          text: `Counted in this view, where they were ${ended ? 'when the campaign ended' : 'when they left'}.`,
        },
    {
      name: 'Got mail',
      text: 'At least one mail was accepted by the mail server of the receiver. Whether it was opened is not measured.',
    },
    { name: 'Not reached', text: 'No mail has arrived, and at least one was refused for good.' },
    { name: 'Have started', text: 'Have answered at least one lesson, right or wrong.' },
    { name: 'Completed', text: 'Have answered every lesson.' },
    {
      name: 'Hidden',
      text: `Groups of fewer than ${k} people are not shown, nor what could be used to compute them. What has been hidden once stays hidden in the campaign. The hidden are counted in the department above. Of all people, ${hiddenPercent}% are in a department without figures of its own.`,
    },
    {
      name: 'Of which day',
      text: whole
        ? `Figures of departments are counted once a day and are of ${day}. Those of the whole campaign are of this moment, so the sum of the departments may differ a little.`
        : `The figures are counted once a day and are of ${day}.`,
    },
    {
      name: 'Older figures',
      text: 'A row marked with an earlier date waits, since the figure of today would say too much of a small group. It follows when it can.',
    },
    {
      name: 'Who sees what',
      text: 'The figures are of groups. Nobody sees who has answered, or what.',
    },
  ];
}
