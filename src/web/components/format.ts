import { html } from 'ghtml';
import type { Language } from '../../course/course.ts';

const locale = { sv: 'sv-SE', en: 'en-GB' } as const;
const timeZone = 'Europe/Stockholm';
const numbers = formatters((name) => new Intl.NumberFormat(name));
const days = formatters(
  (name) => new Intl.DateTimeFormat(name, { dateStyle: 'long', timeZone: 'UTC' }),
);
const times = formatters(
  (name) => new Intl.DateTimeFormat(name, { hour: '2-digit', minute: '2-digit', timeZone }),
);

function formatters<F>(make: (name: string) => F): Record<Language, F> {
  return { sv: make(locale.sv), en: make(locale.en) };
}

/** 57 000 in Swedish (with a space that does not break), 57,000 in English. */
export function numberText(language: Language, value: number): string {
  return numbers[language].format(value);
}

/** A share in whole per cent, `43 %` or `43%`; nothing to divide by is a dash. Never says 0 or 100 of what is not. */
export function percentText(language: Language, part: number, whole: number): string {
  const percent = wholePercent(part, whole);
  if (percent === null) return '–';
  return language === 'sv' ? `${percent}\u00a0%` : `${percent}%`;
}

/** The same as a number; null where there is nothing to divide by. */
export function wholePercent(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  if (part === 0) return 0;
  return part >= whole ? 100 : Math.min(99, Math.max(1, Math.round((part / whole) * 100)));
}

/** A day, 31 augusti 2026. @param day YYYY-MM-DD */
export function dayText(language: Language, day: string): string {
  return days[language].format(new Date(`${day}T00:00:00Z`));
}

const daysInYear = formatters(
  (name) => new Intl.DateTimeFormat(name, { day: 'numeric', month: 'long', timeZone: 'UTC' }),
);

/** A day of which the year is clear, 31 augusti. @param day YYYY-MM-DD */
export function dayInYearText(language: Language, day: string): string {
  return daysInYear[language].format(new Date(`${day}T00:00:00Z`));
}

const shortDays = formatters(
  (name) => new Intl.DateTimeFormat(name, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
);

/** The same for where room is short, 31 aug. */
export function shortDayText(language: Language, day: string): string {
  return shortDays[language].format(new Date(`${day}T00:00:00Z`));
}

/** The day in Sweden on which an instant lies, YYYY-MM-DD. */
export function swedishDay(at: Date): string {
  return at.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** A day as a `time` element; markup. */
export function dayElement(language: Language, day: string): string {
  return html`<time datetime="${day}">${dayText(language, day)}</time>`;
}

/** Day and time in Sweden as a `time` element; markup. */
export function timeElement(language: Language, at: Date): string {
  const text = `${dayText(language, swedishDay(at))} ${times[language].format(at)}`;
  return html`<time datetime="${at.toISOString()}">${text}</time>`;
}
