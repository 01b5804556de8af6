import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseCorrection,
  targetMeaning,
  targetName,
} from '../../../src/roster/header-correction.ts';
import { guessMeaning, headingKey } from '../../../src/roster/header-synonyms.ts';
import { type HeaderOptions, mapHeader, readHeader } from '../../../src/roster/roster-header.ts';
import { createRowReader, type ReadRow, readRow } from '../../../src/roster/roster-row.ts';

/** What each heading of a line is taken for; left out where it is not read. */
function meanings(line: string, options: HeaderOptions = {}): Record<string, string> {
  const { columns } = readHeader(line.split(';'), options);
  return Object.fromEntries(
    columns.flatMap(({ label, meaning }) =>
      meaning === null ? [] : [[label, targetName(meaning)]],
    ),
  );
}

function corrections(...texts: string[]): HeaderOptions {
  return {
    corrections: texts.map((text) => {
      const correction = parseCorrection(text);
      if (correction === undefined) throw new Error(text);
      return correction;
    }),
  };
}

function rowsOf(lines: string[]): ReadRow[] {
  const [head = '', ...rest] = lines;
  const header = mapHeader(head.split(';'));
  if (header.kind !== 'ok') throw new Error(JSON.stringify(header));
  return rest.map((line, index) => {
    const cells = line.split(';');
    return readRow(header.columns, header.width, {
      row: index + 2,
      cells: header.columns.map((column) => cells[column.index]),
      width: cells.length,
      surplus: false,
    });
  });
}

describe('headings of every group, in Swedish and English', () => {
  it.each([
    [
      'number',
      'Anställningsnummer, ANST.NR, Anst nr, anstallningsnr, Anställnings-ID, Personalnr, Resursnr, PERNR, Employee number, Employment ID, Staff number',
    ],
    ['number', 'Pers.ansv.kod, Person-ID, User ID, Nummer'],
    ['firstName', 'Förnamn, FORNAMN, Tilltalsnamn, First name, Given Name, VORNA'],
    ['lastName', 'Efternamn, Last name, Surname, Family name, NACHN'],
    [
      'fullName',
      'Namn, Hela namnet, Efternamn Förnamn, Namn (Efternamn, Förnamn), Resurs (T), Full name, Display Name',
    ],
    [
      'email',
      'E-post, Epost, E-postadress, Mail, Mailadress, Mejladress, E-jobb, Email, E-mail address, Work Email',
    ],
    [
      'title',
      'Befattning, Befattningsbenämning, Befattning (T), Titel, Yrke, Job title, Title, PLSTX',
    ],
    [
      'form',
      'Anställningsform, Anst.form, Anst form, ANSTALLNINGSFORM, Employment type, Contract type',
    ],
    [
      'startsOn',
      'Anställd fr.o.m., Anställd from, Anst. fr o m, Anställningsdatum, Fr.o.m., From datum, Startdatum, Start date, Hire date, BEGDA',
    ],
    [
      'endsOn',
      'Anställd t.o.m., Anst tom, Avgångsdatum, T.o.m., Slutdatum, End date, Valid to, ENDDA',
    ],
    [
      'protected',
      'Skyddad identitet, Skyddade personuppgifter, Sekretess, Sekretessmarkering, Sekretessmarkerad, Protected identity',
    ],
    ['language', 'Språk, Sprak, Språkkod, Language'],
    ['Förvaltning namn', 'Förvaltning, Förv., Förvaltningsnamn, Sektor, Administration'],
    ['Förvaltning kod', 'Förvaltningskod, Förvaltningsnr, Förv.kod, Förv nr'],
    ['Avdelning namn', 'Avdelning, Avd, Avdelningsnamn'],
    ['Avdelning kod', 'Avdelningskod, Avd.nr, Avdelnings-ID'],
    [
      'Enhet namn',
      'Enhet, Enhetsnamn, Organisationsenhet, Org.enhet, Unit, Org unit name, Enhet (T)',
    ],
    ['Enhet kod', 'Enhetskod, Enhets-ID, Org.enhet nr, Unit code, Orgenhetskod'],
    ['Arbetsplats namn', 'Arbetsplats, Arb.plats, Arbetsställe, Workplace'],
    [
      'Org.nivå 1 namn',
      'Org.nivå 1, ORGNIVA1, Org nivå 01, Organisationsnivå 1, Nivå 1, Org 1, Organization level 1, Level 1 name',
    ],
    ['Org.nivå 12 kod', 'Org.nivå 12 kod, Orgnivåkod 12, Nivå 12 nr, Level 12 code'],
    [
      'absenceFrom',
      'Frånvaro fr.o.m., Frånvaro från, Tjänstledig from, Ledig fr o m, Leave start date, Absence from',
    ],
    ['absenceUntil', 'Frånvaro t.o.m., Frånvaro till, Tjänstledig tom, Absence end, Leave until'],
    ['absenceFrom2', 'Frånvaro 2 fr.o.m., Absence from 2'],
  ])('%s', (field, list) => {
    // A comma in brackets is part of its heading.
    for (const heading of list.split(/,\s(?![^(]*\))/)) {
      const guess = guessMeaning(heading);
      expect([heading, guess?.kind === 'meaning' && targetName(guess.meaning)]).toEqual([
        heading,
        field,
      ]);
    }
  });

  it('rule 9: identity numbers are known as such and never read, nor is what only looks protected', () => {
    for (const heading of ['Personnummer', 'Pers.nr', 'PNR', 'Personnr', 'SSN', 'Födelsedatum'])
      expect(guessMeaning(heading)).toEqual({ kind: 'identity' });
    for (const heading of ['Skyddsombud', 'Sekretessavtal', 'Lön', 'Privat e-post', ''])
      expect(guessMeaning(heading)).toBeUndefined();
  });

  it('every name of a field gives its meaning back', () => {
    for (const heading of [
      'Namn',
      'Förv.kod',
      'Org.nivå 7',
      'Grupp',
      'Department',
      'Frånvaro 3 till',
    ]) {
      const guess = guessMeaning(heading);
      if (guess?.kind !== 'meaning') throw new Error(heading);
      expect(targetMeaning(targetName(guess.meaning))).toEqual(guess.meaning);
    }
  });
});

describe('header lines of different systems', () => {
  it.each<[string, string, Record<string, string>]>([
    [
      'semicolons and all levels with codes',
      'Anställningsnummer;Personnummer;Efternamn;Förnamn;E-post;Förvaltningskod;Förvaltning;Enhetskod;Enhet;Befattning;Anställningsform;Anställd fr.o.m.;Anställd t.o.m.;Skyddad identitet',
      {
        Anställningsnummer: 'number',
        Förvaltningskod: 'Förvaltning kod',
        Enhet: 'Enhet namn',
        'Anställd t.o.m.': 'endsOn',
        'Skyddad identitet': 'protected',
      },
    ],
    [
      'abbreviations, a code for the account of the unit',
      'Anstnr;Pers.ansv.kod;Namn;Mailadress;Förv;Ansvar;Enhet;Befattn;Anstform;From;Tom;Sekretess',
      {
        Anstnr: 'number',
        Namn: 'fullName',
        Förv: 'Förvaltning namn',
        Ansvar: 'Enhet kod',
        Enhet: 'Enhet namn',
        From: 'startsOn',
        Tom: 'endsOn',
        Sekretess: 'protected',
      },
    ],
    [
      'numbered levels down to six',
      'Anst.nr;Förnamn;Efternamn;E-postadress;Org.nivå 1;Org.nivå 2;Org.nivå 3;Org.nivå 4;Org.nivå 5;Org.nivå 6;Anst. fr o m;Yrke',
      {
        'Anst.nr': 'number',
        'Org.nivå 1': 'Org.nivå 1 namn',
        'Org.nivå 6': 'Org.nivå 6 namn',
        'Anst. fr o m': 'startsOn',
        Yrke: 'title',
      },
    ],
    [
      'codes beside texts marked (T)',
      'Resursnr;Resurs (T);E-post;Förvaltning;Förvaltning (T);Ansvar;Ansvar (T);Befattning (T);Anställningsform (T)',
      {
        Resursnr: 'number',
        'Resurs (T)': 'fullName',
        Förvaltning: 'Förvaltning kod',
        'Förvaltning (T)': 'Förvaltning namn',
        'Befattning (T)': 'title',
      },
    ],
    [
      'field names of tables',
      'PERNR;NACHN;VORNA;Email;Orgenhet;Kostnadsställe;BEGDA;ENDDA;PERSK',
      {
        PERNR: 'number',
        NACHN: 'lastName',
        VORNA: 'firstName',
        Orgenhet: 'Enhet namn',
        Kostnadsställe: 'Enhet kod',
        BEGDA: 'startsOn',
        ENDDA: 'endsOn',
      },
    ],
    [
      'a wages system with the whole name',
      'Anst nr;Namn;Avdelning;Kostnadsställe;Anställningsdatum;Avgångsdatum;E-post 1;Pers.nr',
      {
        'Anst nr': 'number',
        Namn: 'fullName',
        Avdelning: 'Avdelning namn',
        Kostnadsställe: 'Avdelning kod',
        Anställningsdatum: 'startsOn',
        Avgångsdatum: 'endsOn',
        'E-post 1': 'email',
      },
    ],
    [
      'a scheduling system with absences',
      'Anställningsnr;Efternamn;Förnamn;Mejl;Arbetsplats;Grupp;Frånvaro fr.o.m.;Frånvaro t.o.m.;Fr.o.m.;T.o.m.',
      {
        Anställningsnr: 'number',
        Mejl: 'email',
        Arbetsplats: 'Arbetsplats namn',
        Grupp: 'Grupp namn',
        'Frånvaro fr.o.m.': 'absenceFrom',
        'Frånvaro t.o.m.': 'absenceUntil',
        'Fr.o.m.': 'startsOn',
        'T.o.m.': 'endsOn',
      },
    ],
    [
      'English',
      'Employee ID;First Name;Last Name;Work Email;Division;Department;Unit code;Unit;Job Title;Employment Type;Hire Date;End Date;Protected;Language',
      {
        'Employee ID': 'number',
        'Work Email': 'email',
        Division: 'Division namn',
        Department: 'Department namn',
        'Unit code': 'Enhet kod',
        'Job Title': 'title',
        'Hire Date': 'startsOn',
        'End Date': 'endsOn',
        Protected: 'protected',
        Language: 'language',
      },
    ],
    [
      'nothing but an account for department',
      'Anst.nr;Namn;E-post;Ansvar;Kostnadsställe',
      { 'Anst.nr': 'number', Namn: 'fullName', 'E-post': 'email', Ansvar: 'Ansvar kod' },
    ],
    [
      'capitals without rings and dots',
      'ANSTALLNINGSNUMMER;EFTERNAMN;FORNAMN;E_POST;FORVALTNING;ENHET;SKYDDAD_IDENTITET',
      {
        ANSTALLNINGSNUMMER: 'number',
        FORNAMN: 'firstName',
        E_POST: 'email',
        FORVALTNING: 'Förvaltning namn',
        SKYDDAD_IDENTITET: 'protected',
      },
    ],
  ])('%s', (_what, line, expected) => {
    expect(meanings(line)).toMatchObject(expected);
    expect(mapHeader(line.split(';')).kind).toBe('ok');
  });

  it('a heading that says neither is the code beside one that is the name', () => {
    expect(meanings('Enhet;Enhetsnamn')).toEqual({ Enhet: 'Enhet kod', Enhetsnamn: 'Enhet namn' });
    expect(meanings('Enhetskod;Enhet;Enhetsnamn')).toEqual({
      Enhetskod: 'Enhet kod',
      Enhetsnamn: 'Enhet namn',
    });
  });

  it('an account that is not the code of a nameless department is not read', () => {
    expect(meanings('Enhetskod;Enhet;Ansvar')).toEqual({
      Enhetskod: 'Enhet kod',
      Enhet: 'Enhet namn',
    });
  });

  it('believes the plainer of two headings, whatever their order', () => {
    for (const line of [
      'Titel;Befattning;Fr.o.m.;Anställd fr.o.m.',
      'Befattning;Titel;Anställd fr.o.m.;Fr.o.m.',
    ])
      expect(meanings(line)).toEqual({ Befattning: 'title', 'Anställd fr.o.m.': 'startsOn' });
    for (const line of ['Yrke;Roll', 'Roll;Yrke'])
      expect(meanings(line)).toEqual({ Yrke: 'title' });
  });

  it('leaves the whole name where its parts stand beside it', () => {
    expect(meanings('Namn;Förnamn;Efternamn')).toEqual({
      Förnamn: 'firstName',
      Efternamn: 'lastName',
    });
  });

  it('needs the beginning of an absence that has an end', () => {
    const header = mapHeader('Anst.nr;Namn;E-post;Enhet;Frånvaro t.o.m.'.split(';'));
    expect(header).toEqual({ kind: 'missing', missing: ['fr.o.m. (Frånvaro t.o.m.)'] });
  });

  it('a directory of addresses needs neither names nor departments', () => {
    expect(mapHeader(['Anst.nr', 'E-post'], { addressOnly: true }).kind).toBe('ok');
    expect(mapHeader(['Anst.nr', 'E-post'])).toMatchObject({ kind: 'missing' });
  });
});

describe('corrections', () => {
  const line = 'Kod;Namn;E-post;Enhet;Kod;Anst.nr';

  it('go before what a heading says, and the heading then yields', () => {
    expect(meanings(line, corrections('Kod=number'))).toEqual({
      Kod: 'number',
      Namn: 'fullName',
      'E-post': 'email',
      Enhet: 'Enhet namn',
    });
  });

  it('tell columns of one name apart, and count columns', () => {
    const { columns } = readHeader(line.split(';'), corrections('kod#2=Enhetskod', '#1=title'));
    expect(columns[4]?.meaning).toEqual({ field: 'department', level: 100, part: 'code' });
    expect(columns[0]?.meaning).toEqual({ field: 'title' });
  });

  it('can leave a column out, in any spelling of its heading', () => {
    expect(meanings(line, corrections('EPOST=ignore'))).not.toHaveProperty('E-post');
  });

  it('name the column that is not there, unless it was to be left out', () => {
    expect(mapHeader(line.split(';'), corrections('Zon=department2', 'Lön=ignore'))).toEqual({
      kind: 'missing',
      missing: ['Zon'],
    });
  });

  it('of two columns for one field are refused', () => {
    expect(mapHeader(line.split(';'), corrections('Namn=email', 'Enhet=email'))).toMatchObject({
      kind: 'twice',
    });
  });

  it.each(['Kod', '=number', 'Kod=', 'Kod=nothing', 'Kod=department0', 'Kod=absent', '#0=number'])(
    '%s is no correction',
    (text) => {
      expect(parseCorrection(text)).toBeUndefined();
    },
  );

  it.each([
    ['A=B=number', 'A=B'],
    ['Anst nr = number', 'Anst nr'],
  ])('%s is about %s', (text, heading) => {
    expect(parseCorrection(text)).toMatchObject({ heading, target: 'number' });
  });
});

const head =
  'Anst.nr;Förnamn;Efternamn;E-post;Förvaltning;Enhetskod;Enhet;Titel;Fr.o.m.;Frånvaro fr.o.m.;Lön';
const lines = [
  '0007;Åke;von der Lind;Ake@exempel.test;Skola;1001;Norra;Rektor;1/10/2026;2026-12-01;9',
  '0008;Eva;Ek;;Skola;1002;Södra;;20261001;;9',
];

describe('properties', () => {
  it('any order of columns gives the same rows', () => {
    const width = head.split(';').length;
    const expected = rowsOf([head, ...lines]);
    expect(expected.map(({ kind }) => kind)).toEqual(['good', 'good']);
    const orders = fc.shuffledSubarray([...Array(width).keys()], { minLength: width });
    fc.assert(
      fc.property(orders, (order) => {
        const turned = [head, ...lines].map((line) => {
          const cells = line.split(';');
          return order.map((index) => cells[index]).join(';');
        });
        expect(rowsOf(turned)).toEqual(expected);
      }),
    );
  });

  it('any case, dots and spaces in the header give the same rows', () => {
    const expected = rowsOf([head, ...lines]);
    const noise = fc.constantFrom('', ' ', '.', '-', '_', '\u00a0');
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), fc.infiniteStream(noise), (upper, between) => {
        const spelled = [...head]
          .map((letter) => {
            if (letter === ';') return letter;
            const cased = upper.next().value ? letter.toUpperCase() : letter.toLowerCase();
            return cased + (between.next().value ?? '');
          })
          .join('');
        expect(rowsOf([spelled, ...lines])).toEqual(expected);
      }),
    );
  });

  it('a heading means the same decomposed, and folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(headingKey(text.normalize('NFD'))).toBe(headingKey(text.normalize('NFC')));
        expect(guessMeaning(` ${text} `)).toEqual(guessMeaning(text));
      }),
    );
  });
});

it('the reader of rows is made once for a file', () => {
  const header = mapHeader(head.split(';'));
  if (header.kind !== 'ok') throw new Error(header.kind);
  const rules = {
    flagWords: { yes: [], no: [] },
    isLeftOut: (form: string) => form === '',
    isShared: () => false,
    departments: () => [],
  };
  const read = createRowReader(header.columns, header.width, rules);
  const cells = (lines[0] ?? '').split(';');
  const raw = {
    row: 2,
    cells: header.columns.map(({ index }) => cells[index]),
    width: 11,
    surplus: false,
  };
  expect(read(raw)).toEqual({ kind: 'left-out' });
});
