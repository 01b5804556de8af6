/** One employment of a person; dates are local, YYYY-MM-DD. `department` is a code. */
export type Employment = {
  department: string;
  title: string | null;
  form: string | null;
  startsOn: string | null;
  endsOn: string | null;
};

const forms = ['tillsvidare', 'vikariat', 'timavlönad'];

/**
 * Tillsvidare before Vikariat before Timavlönad. Forms that nobody ranked (AVA, project,
 * none given) stand between Vikariat and Timavlönad: they are employments by the month.
 */
function formRank(form: string | null): number {
  const rank = forms.indexOf((form ?? '').trim().toLowerCase());
  return rank < 0 ? 1.5 : rank;
}

/** Numbers by size, so that 9 comes before 10; everything else as text. */
export function compareCodes(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) {
    const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
    if (x.length !== y.length) return x.length - y.length;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Which of two employments is the main one: form, then the earliest start (none given comes
 * last), then the lowest department code. What follows only makes the order complete.
 */
export function compareEmployments(a: Employment, b: Employment): number {
  const start = (employment: Employment) => employment.startsOn ?? '9999';
  const rest = (employment: Employment) =>
    [employment.title, employment.endsOn, employment.form].join('\n');
  return (
    formRank(a.form) - formRank(b.form) ||
    compareText(start(a), start(b)) ||
    compareCodes(a.department, b.department) ||
    compareText(rest(a), rest(b))
  );
}

/** The employment that decides the department, or undefined when there is none. */
export function mainEmployment(employments: readonly Employment[]): Employment | undefined {
  let main = employments[0];
  for (const one of employments)
    if (main !== undefined && one !== main && compareEmployments(one, main) < 0) main = one;
  return main;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
