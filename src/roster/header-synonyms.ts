/** What a column may hold besides departments and absences. */
export const plainFields = [
  'number',
  'firstName',
  'lastName',
  'fullName',
  'email',
  'title',
  'form',
  'startsOn',
  'endsOn',
  'protected',
  'language',
] as const;

export type PlainField = (typeof plainFields)[number];

/**
 * What a column means. A department's `level` orders the tree: the lower the number, the nearer
 * the top. `pair` tells several absences in one row apart.
 */
export type Meaning =
  | { field: PlainField }
  | { field: 'department'; level: number; part: 'code' | 'name' }
  /** A `range` holds both days in one cell; what is `loose` may as well hold something else. */
  | { field: 'absence'; pair: number; part: 'from' | 'until' | 'range'; loose?: true };

export type Guess =
  /**
   * Of columns that could mean the same the least weak one does, 0 being sure; the others are
   * not read. A department is `bare` where its heading says neither code nor name.
   */
  | { kind: 'meaning'; meaning: Meaning; weakness: number; bare?: true }
  /** An accounting code: the lowest department's, where that has none of its own. */
  | { kind: 'account'; part: 'code' | 'name'; order: number }
  | { kind: 'identity' };

/** The heading without case, spaces, punctuation, rings and dots: `Anställd fr.o.m.` is `anstalldfrom`. */
export function headingKey(heading: string): string {
  return heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/æ/g, 'a')
    .replace(/ø/g, 'o')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/ae/g, 'a')
    .replace(/oe/g, 'o');
}

/**
 * Headings of exports from Visma Personec P, Heroma, Aditro and HRplus, Hogia, Medvind, Unit4
 * and SAP (its field names too), in Swedish and English. `weak` ones also stand for other
 * things, and are believed only where nothing says it better, the first before the next.
 */
const synonyms: Record<PlainField, { strong: string; weak?: string }> = {
  number: {
    strong: `Anställningsnummer, Anst.nr, Anstnummer, Anställningsnr, Anställnings-ID, Anst.id,
      Anställd nr, Personalnummer, Personalnr, Medarbetarnummer, Medarbetarnr, Medarbetar-ID,
      Resursnr, Resursnummer, Resurs-ID, PERNR, Employment number, Employment no, Employment ID,
      Employee number, Employee no, Employee ID, Personnel number, Personnel no, Staff number,
      Staff ID, Resource ID, Resource no`,
    // A Pers.ansv.kod may be the code of whoever answers for the staff: seldom one a person.
    weak: `Pers.ansv.kod, Person-ID, Person id, Löpnummer, Resurs, Resource, Användar-ID, User ID,
      Signatur, Nummer, ID, External ID`,
  },
  firstName: {
    strong: 'Förnamn, Förn, First name, Firstname, Given name, Forename, VORNA',
    weak: 'Tilltalsnamn, Preferred name',
  },
  lastName: { strong: 'Efternamn, Eftern, Last name, Surname, Family name, NACHN' },
  fullName: {
    strong: `Namn, Fullständigt namn, Hela namnet, Personnamn, Medarbetare, Anställd, Resursnamn,
      Resurs (T), Efternamn Förnamn, Förnamn Efternamn, Namn (Efternamn, Förnamn), Name,
      Full name, Employee name, Display name, Employee, Resource name, ENAME`,
  },
  email: {
    strong: `E-post, E-postadress, Epostadr, Mail, Mailadress, Mejl, Mejladress, Email, E-mail,
      Email address, Mail address, E-jobb, E-post arbete, E-post jobb, E-post (arbete),
      E-postadress arbete, Arbetsmejl, Jobbmejl, Jobbmail, Work email, Business email,
      Primary email, Work email address`,
    weak: 'SMTP-adress, E-post 1, E-mail 1, USRID_LONG',
  },
  title: {
    strong: `Befattning, Befattn, Befattningsbenämning, Befattningsnamn, Befattning (T),
      Befattningstext, Job title, Title, Position title, Job name`,
    weak: `Titel, Yrke, Yrkestitel, Roll, Tjänst, Tjänstebenämning, AID-text, Etikett, Position,
      Role, Occupation, PLSTX, STLTX`,
  },
  form: {
    strong: `Anställningsform, Anst.form, Anstf, Anställningsform (T), Anställningstyp,
      Anställningsformsnamn, Employment type, Employment form, Type of employment, Contract type`,
    weak: 'Avtalsform, Form, Medarbetargrupp, Employee group, Worker type',
  },
  startsOn: {
    strong: `Anställd fr.o.m., Anställd från, Anställning fr.o.m., Anst. fr.o.m., Anst from,
      Anställningsdatum, Anställningsdag, Anställningens startdatum, Anställning start,
      Employment start, Employment start date, Hire date, Employed from`,
    weak: `Fr.o.m., Från och med, Från, Från datum, Fromdatum, Fr.o.m. datum, Datum fr.o.m.,
      Startdatum, Giltig fr.o.m., Giltig från, Tillträdesdatum, Start date, Valid from, From,
      From date, BEGDA`,
  },
  endsOn: {
    strong: `Anställd t.o.m., Anställd till, Anställning t.o.m., Anst. t.o.m., Avgångsdatum,
      Avgångsdag, Anställningens slutdatum, Anställning slut, Employment end,
      Employment end date, Termination date, Employed until`,
    weak: `T.o.m., Till och med, Till, Till datum, Tomdatum, T.o.m. datum, Datum t.o.m.,
      Slutdatum, Giltig t.o.m., Giltig till, End date, Valid to, Valid until, To, To date,
      ENDDA`,
  },
  // Never by a part of a word: Skyddsombud and Sekretessavtal are something else.
  protected: {
    strong: `Skyddad identitet, Skyddad id, Skyddade personuppgifter, Skyddad personuppgift,
      Skyddad folkbokföring, Skyddad adress, Skyddad, Skyddade uppgifter, Skyddsmarkering,
      Sekretess, Sekretessmarkering, Sekretessmarkerad, Sekretesskod, Sekretesskydd,
      Protected identity, Protected, Protected person, Protected data, Secrecy marking,
      Confidential identity`,
  },
  language: { strong: 'Språk, Språkkod, Språkval, Language, Language code, Lang', weak: 'SPRSL' },
};

/** Read by nobody (DESIGN rule 9). Pers.nr is one too, in spite of SAP, where it may mean staff number. */
const identities = `Personnummer, Personnr, Pers.nr, Persnr, Pnr, Personnummer 12, PNR12,
  Samordningsnummer, Födelsenummer, Födelsedatum, Personal identity number, Social security number,
  SSN, Identity number, Birth date, Date of birth, GBDAT, PERID`;

/** Levels from the top down; the numbered ones, 21 to 60, lie below the first. */
const levels: [name: string, stems: string, level: number][] = [
  ['Förvaltning', 'förvaltnings?|förv|sektors?|nämnds?|administration', 10],
  ['Verksamhetsområde', 'verksamhetsområdes?|verksamhets?|områdes?|businessarea', 70],
  ['Division', 'divisions?', 75],
  ['Avdelning', 'avdelnings?|avd', 80],
  ['Department', 'departments?', 85],
  ['Sektion', 'sektions?|sections?', 90],
  [
    'Enhet',
    'enhets?|orgenhets?|organisationsenhets?|organisations?|units?|orgunits?|organi[sz]ation(?:al)?units?',
    100,
  ],
  ['Grupp', 'grupp|arbetsgrupps?|teams?', 110],
  [
    'Arbetsplats',
    'arbetsplats|arbplats|arbpl|arbetsställes?|tjänsteställes?|workplaces?|worksites?',
    120,
  ],
];
const codeWords = 'kod|nr|nummer|id|code|no|number';
const nameWords = 'namn|benämning|text|klartext|beskrivning|name|description|t';
const fold = headingKey;

const levelPatterns = levels.map(([, stems, level]) => ({
  level,
  pattern: new RegExp(`^(?:${foldPattern(stems)})(?:(${codeWords})|(${foldPattern(nameWords)}))?$`),
}));
const numbered = new RegExp(
  `^(?:org(?:ani[sz]ation(?:al|s)?)?)?(${codeWords})?(?:niva|level)(${codeWords})?0?(\\d{1,2})(?:(${codeWords})|(${foldPattern(nameWords)}))?$`,
);
const numberedShort = new RegExp(
  `^org0?(\\d{1,2})(?:(${codeWords})|(${foldPattern(nameWords)}))?$`,
);
const accounts = [
  new RegExp(`^(?:ansvars?|responsibility)(?:${codeWords})?()$`),
  new RegExp(`^(?:ansvars?|responsibility)(${foldPattern(nameWords)})$`),
  new RegExp(`^(?:kostnadsstalles?|kst|costcent(?:er|re)|kostl)(?:${codeWords})?()$`),
  new RegExp(`^(?:kostnadsstalles?|kst|costcent(?:er|re)|kostl)(${foldPattern(nameWords)})$`),
];
const absence =
  /^(?:(?:franvaro|tjanstledig(?:het)?|ledig(?:het)?|absence|leaveofabsence|leave))(?:start|slut)?(\d{1,2})?(period)?(\d{1,2})?(from|franochmed|fran|fromdatum|start|startdatum|startdate|fromdate|begin|tom|tillochmed|till|tomdatum|slut|slutdatum|to|until|end|enddate|todate)(?:datum|date)?(\d{1,2})?$/;
const absenceRange =
  /^(?:(?:franvaro|tjanstledig(?:het)?|ledig(?:het)?|absence|leaveofabsence|leave)s?)(\d{1,2})?(fromtom|franochmedtillochmed|frantill|startslut|fromto|startend|period(?:er)?|periods?|dates|datum)?(?:fromtom|frantill|fromto)?(\d{1,2})?$/;

function foldPattern(words: string): string {
  return words.replaceAll('å', 'a').replaceAll('ä', 'a').replaceAll('ö', 'o');
}

function keysOf(list: string): string[] {
  // A bracketed comma belongs to its heading.
  return list.split(/,(?![^(]*\))/).map(fold);
}

const known = new Map<string, Guess>();
for (const field of plainFields) {
  for (const [index, key] of keysOf(synonyms[field].weak ?? '').entries())
    if (key !== '') known.set(key, { kind: 'meaning', meaning: { field }, weakness: index + 1 });
  for (const key of keysOf(synonyms[field].strong))
    known.set(key, { kind: 'meaning', meaning: { field }, weakness: 0 });
}
for (const key of keysOf(identities)) known.set(key, { kind: 'identity' });

/** What a heading usually means; undefined where it is not known. */
export function guessMeaning(heading: string): Guess | undefined {
  const key = fold(heading);
  const plain = known.get(key);
  if (plain !== undefined) return plain;
  const away = absence.exec(key);
  if (away !== null) {
    const until = /^(?:t|slut|until|end)/.test(away[4] ?? '');
    const pair = Number(away[1] ?? away[3] ?? away[5] ?? 1);
    const part = until ? 'until' : 'from';
    return { kind: 'meaning', meaning: { field: 'absence', pair, part }, weakness: 0 };
  }
  const range = absenceRange.exec(key);
  if (range !== null) {
    const pair = Number(range[1] ?? range[3] ?? 1);
    const meaning: Meaning = { field: 'absence', pair, part: 'range' };
    const loose = range[2] === undefined || /^da/.test(range[2]);
    return {
      kind: 'meaning',
      meaning: loose ? { ...meaning, loose } : meaning,
      weakness: loose ? 1 : 0,
    };
  }
  for (const { level, pattern } of levelPatterns) {
    const match = pattern.exec(key);
    if (match !== null) return departmentGuess(level, match[1], match[2]);
  }
  const match = numbered.exec(key);
  if (match !== null) return numberedGuess(match[3], match[1] ?? match[2] ?? match[4], match[5]);
  const short = numberedShort.exec(key);
  if (short !== null) return numberedGuess(short[1], short[2], short[3]);
  const account = accounts.findIndex((pattern) => pattern.test(key));
  if (account < 0) return undefined;
  return {
    kind: 'account',
    part: account % 2 === 0 ? 'code' : 'name',
    order: Math.floor(account / 2),
  };
}

function numberedGuess(
  digits: string | undefined,
  code: string | undefined,
  name: string | undefined,
): Guess | undefined {
  const number = Number(digits);
  return number > deepest ? undefined : departmentGuess(20 + number, code, name);
}

/** Numbered levels end where the named ones below them begin. */
const deepest = 40;

/** @param code, name the word of the heading that says which of them it is, if one does. */
function departmentGuess(level: number, code: string | undefined, name: string | undefined): Guess {
  const part = code === undefined ? 'name' : 'code';
  const meaning: Meaning = { field: 'department', level, part };
  const bare = code === undefined && name === undefined;
  return { kind: 'meaning', meaning, weakness: 0, ...(bare ? { bare } : {}) };
}

/** The names of the levels that have one, from the top down. */
export const namedLevels: readonly string[] = levels.map(([name]) => name);

/** The level's name as a heading says it, so that it can be given back as one. */
export function levelName(level: number): string {
  const named = levels.find(([, , number]) => number === level);
  if (named !== undefined) return named[0];
  return level === accountLevel ? 'Ansvar' : `Org.nivå ${level - 20}`;
}

/** Accounting codes that are no other department's stand lowest. */
export const accountLevel = 130;
