/** What the report for the steering group says beside what the overview says. */
export const reportTexts = {
  sv: {
    title: (course: string) => `Lägesrapport: ${course}`,
    made: (organisation: string, day: string) => `${organisation}, ${day}`,
    trial: 'Provläge: siffrorna kommer från en provkörning, inte från riktiga medarbetare.',
    print:
      'Rapporten är gjord för två A4-sidor. Skriv ut den, eller välj Spara som PDF i webbläsarens utskriftsruta.',
    back: 'Till översikten',
    counted: { running: 'Räknat på', ended: 'Räknat' },
    stand: 'Var vi står',
    invited: (invited: string, group: string) => `${invited} personer är inbjudna${group}.`,
    inYours: ' i de enheter som rapporten gäller',
    started: (count: string, share: string) => `${count} (${share}) har börjat`,
    completed: (count: string, share: string) => `${count} (${share}) är klara`,
    and: 'och',
    week: (started: string, completed: string, day: string) =>
      `Sedan ${day} har ${started} börjat och ${completed} blivit klara.`,
    still: (day: string) => `Sedan ${day} har ingen ny börjat eller blivit klar.`,
    moreOrFewer: (change: number, count: string) => `${count} ${change < 0 ? 'färre' : 'fler'}`,
    byDepartment: 'Per enhet',
    briefly: 'Under varje namn står andelen klara i de största av dess enheter.',
    more: (count: string) => `och ${count} till`,
    moreTops: (count: string) => `Ytterligare ${count} enheter finns i översikten.`,
    learnt: 'Vad vi har lärt oss',
    best: 'Flest rätt svar',
    hardest: 'Svårast',
    right: (percent: string) => `${percent} rätt`,
    oftenWrong: (option: string) => `Vanligt fel: ${option}`,
    noQuestions: 'Så få har svarat än att frågorna inte visas.',
    forms: 'Före och efter kursen',
    change: (before: string, after: string) => `${before} före, ${after} efter`,
    method: 'Så är siffrorna gjorda',
    methodText: (options: Method) =>
      `Inbjudna är alla som är med i utskicket och har eller har haft en e-postadress; procenten räknas på dem. ${options.leavers ? 'De som har slutat räknas med, där de var.' : 'De som har slutat räknas inte, med undantag för enstaka som annars skulle kunna pekas ut.'} Den som börjat har svarat på minst en lektion, den som är klar på alla. Fått mejl betyder att mottagarens mejlserver har tagit emot; om mejlet lästes mäts inte.`,
    hiddenText: (options: Method) =>
      `Grupper på färre än ${options.k} personer visas inte (–), och inte heller siffror som skulle gå att använda för att räkna ut dem. Det som dolts förblir dolt. ${options.percent} av alla finns i en enhet utan egna siffror och räknas i enheten ovanför. Ingen ser vem som har svarat, eller vad.`,
    days: (day: string, whole: boolean) =>
      `Enheternas siffror räknas en gång om dygnet och är från ${day}${whole ? '; hela utskickets är från när rapporten öppnades' : ''}.`,
  },
  en: {
    title: (course: string) => `Progress report: ${course}`,
    made: (organisation: string, day: string) => `${organisation}, ${day}`,
    trial: 'Trial: the figures come from a trial run, not from real employees.',
    print:
      'The report is made for two sheets of A4. Print it, or choose Save as PDF in the print dialogue of the browser.',
    back: 'To the overview',
    counted: { running: 'Counted:', ended: 'Counted' },
    stand: 'Where we stand',
    invited: (invited: string, group: string) => `${invited} people are invited${group}.`,
    inYours: ' in the departments that the report is about',
    started: (count: string, share: string) => `${count} (${share}) have started`,
    completed: (count: string, share: string) => `${count} (${share}) have completed`,
    and: 'and',
    week: (started: string, completed: string, day: string) =>
      `Since ${day}, ${started} have started and ${completed} have completed.`,
    still: (day: string) => `Since ${day}, nobody new has started or completed.`,
    moreOrFewer: (change: number, count: string) => `${count} ${change < 0 ? 'fewer' : 'more'}`,
    byDepartment: 'By department',
    briefly: 'Below each name: the share completed in the largest departments below it.',
    more: (count: string) => `and ${count} more`,
    moreTops: (count: string) => `${count} more departments are in the overview.`,
    learnt: 'What was learnt',
    best: 'Most right answers',
    hardest: 'Hardest',
    right: (percent: string) => `${percent} right`,
    oftenWrong: (option: string) => `Common mistake: ${option}`,
    noQuestions: 'So few have answered yet that the questions are not shown.',
    forms: 'Before and after the course',
    change: (before: string, after: string) => `${before} before, ${after} after`,
    method: 'How the figures are made',
    methodText: (options: Method) =>
      `Invited are all in the campaign who have or had a mail address; percentages are of them. ${options.leavers ? 'Leavers are counted, where they were.' : 'Leavers are not counted, but for the odd one who could be singled out otherwise.'} Who has started has answered at least one lesson, who has completed has answered all. Got mail means that the mail server of the receiver accepted it; whether it was read is not measured.`,
    hiddenText: (options: Method) =>
      `Groups of fewer than ${options.k} people are not shown (–), nor figures that could be used to compute them. What was hidden stays hidden. ${options.percent} of all are in a department without figures of its own and are counted in the one above. Nobody sees who has answered, or what.`,
    days: (day: string, whole: boolean) =>
      `Figures of departments are counted once a day and are of ${day}${whole ? '; those of the whole campaign are of when the report was opened' : ''}.`,
  },
} as const;

type Method = { k: number; percent: string; leavers: boolean };
