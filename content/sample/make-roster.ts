import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Makes `personal.csv`: the staff of an invented municipality, as an HR system would export it
 * (semicolons, Windows-1252, CRLF), without a column for identity numbers. Always the same.
 */

/** Unit names with their headcounts, by förvaltning and avdelning. */
const organisation: [string, [string, [string, number][]][]][] = [
  [
    'Kommunstyrelsens förvaltning',
    [
      [
        'Kansli',
        [
          ['Nämndservice', 9],
          ['Arkiv och registratur', 4],
          ['Juridik', 3],
        ],
      ],
      [
        'Ekonomi',
        [
          ['Redovisning', 12],
          ['Upphandling', 6],
        ],
      ],
      [
        'Digitalisering',
        [
          ['IT-drift', 18],
          ['Servicedesk', 11],
        ],
      ],
      [
        'Personal',
        [
          ['HR-service', 10],
          ['Lönecenter', 8],
        ],
      ],
    ],
  ],
  [
    'Barn- och utbildningsförvaltningen',
    [
      [
        'Förskola',
        [
          ['Förskolan Lingonet', 34],
          ['Förskolan Ekorren', 41],
          ['Förskolan Tallbacken', 37],
          ['Förskolan Månen', 29],
        ],
      ],
      [
        'Grundskola',
        [
          ['Kvarnskolan', 84],
          ['Åsskolan', 77],
          ['Strandskolan', 69],
          ['Resursskolan', 14],
        ],
      ],
      [
        'Gymnasium',
        [
          ['Exempelgymnasiet', 72],
          ['Yrkesprogrammen', 31],
        ],
      ],
      ['Elevhälsa', [['Centrala elevhälsan', 22]]],
    ],
  ],
  [
    'Äldreförvaltningen',
    [
      [
        'Hemtjänst',
        [
          ['Hemtjänst Centrum', 76],
          ['Hemtjänst Öster', 63],
          ['Hemtjänst natt', 27],
        ],
      ],
      [
        'Särskilt boende',
        [
          ['Björkgården', 68],
          ['Solhem', 59],
          ['Ängsro', 47],
        ],
      ],
      [
        'Hälso- och sjukvård',
        [
          ['Sjuksköterskor', 33],
          ['Rehab', 15],
        ],
      ],
    ],
  ],
  [
    'Funktionsstödsförvaltningen',
    [
      [
        'Bostad',
        [
          ['Gruppbostad Väst', 26],
          ['Gruppbostad Norr', 23],
          ['Personlig assistans', 38],
        ],
      ],
      [
        'Sysselsättning',
        [
          ['Daglig verksamhet', 19],
          ['Arbetscafét', 4],
        ],
      ],
    ],
  ],
  [
    'Individ- och familjeförvaltningen',
    [
      [
        'Myndighet',
        [
          ['Barn och unga', 24],
          ['Ekonomiskt bistånd', 17],
          ['Familjerätt', 3],
        ],
      ],
      ['Öppenvård', [['Råd och stöd', 13]]],
    ],
  ],
  [
    'Samhällsbyggnadsförvaltningen',
    [
      [
        'Bygg och miljö',
        [
          ['Bygglov', 9],
          ['Miljötillsyn', 8],
          ['Kart och mät', 4],
        ],
      ],
      [
        'Teknik',
        [
          ['Gata och park', 28],
          ['Vatten och avlopp', 21],
          ['Avfall', 12],
        ],
      ],
      [
        'Fastighet',
        [
          ['Lokalvård', 36],
          ['Fastighetsskötsel', 16],
        ],
      ],
    ],
  ],
  [
    'Kultur- och fritidsförvaltningen',
    [
      [
        'Kultur',
        [
          ['Stadsbiblioteket', 15],
          ['Kulturskolan', 18],
          ['Konsthallen', 2],
        ],
      ],
      [
        'Fritid',
        [
          ['Simhallen', 14],
          ['Fritidsgårdar', 11],
        ],
      ],
    ],
  ],
  [
    'Räddningstjänsten',
    [
      [
        'Operativ',
        [
          ['Heltid', 32],
          ['Deltid Söder', 16],
        ],
      ],
      ['Förebyggande', [['Tillsyn och utbildning', 5]]],
    ],
  ],
];

const firstNames =
  'Agnes Ahmed Aino Albin Aleksandra Alma Amina Anders Anette Anton Arvid Astrid Barbro Bengt Birgitta Björn Britta Carina Cecilia Christer Dagny Daniel Darko Edvin Elif Elin Elsa Emil Erik Eskil Eva Farah Fredrik Frida Greta Gunilla Gustav Hanna Hassan Helena Henrik Hugo Ida Inger Ingrid Ivar Jasmin Jenny Johan Jonas Josefin Karin Karl Kerstin Kjell Lars Leila Lena Linnéa Lisbeth Ludvig Magnus Maja Malin Maria Marko Mats Mehmet Mikael Mona Nadia Nils Nora Olof Oskar Per Pernilla Petra Pia Rasmus Rebecka Robin Rolf Sara Selma Sigrid Simon Siv Stefan Stina Sven Tanja Teodor Therese Tomas Tuva Ulla Ulrika Vera Viktor Wilma Yasmin Yngve Zara Åke Åsa Örjan'.split(
    ' ',
  );
const lastNames =
  'Ahlgren Alm Andersson Aronsson Axelsson Berg Berglund Björk Blom Boström Bäckström Dahl Dahlgren Demir Ek Eklund Engström Ericsson Forsberg Fransson Friberg Gunnarsson Gustafsson Hagström Hansson Hedlund Hellberg Henriksson Holmgren Håkansson Isaksson Ivanova Jakobsson Jansson Johansson Jonsson Jönsson Karlsson Kovac Larsson Lind Lindberg Lindgren Ljung Lund Lundqvist Löfgren Magnusson Martinsson Mattsson Moberg Mohammadi Månsson Nguyen Nilsson Norberg Nordin Nyberg Nyström Olofsson Olsson Palm Persson Petersson Rahimi Rosén Samuelsson Sandberg Sjöberg Skog Sköld Ström Strömberg Sundin Svensson Söderberg Törnqvist Viklund Virtanen Wallin Westerlund Wikström Yilmaz Åberg Åström Öberg Öhman'.split(
    ' ',
  );
const titles = [
  'Administratör',
  'Assistent',
  'Enhetschef',
  'Handläggare',
  'Samordnare',
  'Specialist',
  'Tekniker',
  'Vikarie',
  'Lärare',
  'Undersköterska',
  'Vaktmästare',
  'Utredare',
];
const heading = [
  'Anställningsnummer',
  'Efternamn',
  'Förnamn',
  'E-post',
  'Förvaltningskod',
  'Förvaltning',
  'Avdelningskod',
  'Avdelning',
  'Enhetskod',
  'Enhet',
  'Befattning',
  'Anställningsform',
  'Anställd fr.o.m.',
  'Anställd t.o.m.',
  'Skyddad identitet',
  'Språk',
];

type Unit = { columns: string[]; headcount: number };

/** The file as text, lines ended by CRLF. */
export function makeRoster(): string {
  const random = seeded(20_260_831);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const units = listUnits();
  const used = new Map<string, number>();
  const lines = [heading.join(';')];
  let number = 1000;
  let serial = 0;
  for (const unit of units)
    for (let member = 0; member < unit.headcount; member += 1) {
      number += 1 + Math.floor(random() * 6);
      const [first, last] = [pick(firstNames), pick(lastNames)];
      const person = [String(number).padStart(6, '0'), last, first, addressOf(first, last, used)];
      const language = random() < 0.05 ? 'en' : 'sv';
      const job = () => {
        const form = pick([
          'Tillsvidare',
          'Tillsvidare',
          'Tillsvidare',
          'Tillsvidare',
          'Vikariat',
          'Timavlönad',
        ]);
        const start = `${2005 + Math.floor(random() * 21)}-${pick(['01', '03', '08', '10'])}-01`;
        return [pick(titles), form, start, ''];
      };
      serial += 1;
      if (serial % 173 === 0) person[3] = '';
      const isProtected = [311, 702, 1203].includes(serial);
      const tail = [isProtected ? 'J' : 'N', language];
      lines.push([...person, ...unit.columns, ...job(), ...tail].join(';'));
      if (!isProtected && random() < 0.015)
        lines.push([...person, ...pick(units).columns, ...job(), ...tail].join(';'));
    }
  return `${lines.join('\r\n')}\r\n`;
}

function listUnits(): Unit[] {
  return organisation.flatMap(([top, divisions], topIndex) => {
    const topCode = `${topIndex + 1}0`;
    return divisions.flatMap(([division, units], index) => {
      const code = `${topCode}${String(index + 1).padStart(2, '0')}`;
      return units.map(([name, headcount], place) => ({
        columns: [
          topCode,
          top,
          code,
          division,
          `${code}${String(place + 1).padStart(2, '0')}`,
          name,
        ],
        headcount,
      }));
    });
  });
}

function addressOf(first: string, last: string, used: Map<string, number>): string {
  const plain = `${first}.${last}`.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const count = (used.get(plain) ?? 0) + 1;
  used.set(plain, count);
  return `${plain}${count > 1 ? count : ''}@exempelkommun.test`;
}

/** Mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Every letter used here has the same byte in Latin-1 and Windows-1252.
if (import.meta.main)
  writeFileSync(fileURLToPath(new URL('personal.csv', import.meta.url)), makeRoster(), 'latin1');
