import { html } from 'ghtml';
import { campaignArms } from '../spacing/campaign-arms.ts';
import { choiceField, inputField, selectField } from '../web/components/field.ts';
import { armText, weekdayNames } from './campaign-words-view.ts';
import type { WhenForm } from './draft-forms.ts';
import { errorOf, type StepVisit, stepBody } from './draft-steps-view.ts';
import { draftTexts } from './draft-texts.ts';

/** Step 4: the time, how questions come back, the announcement and the form. */
export function whenStepBody(
  visit: StepVisit,
  given: WhenForm,
  options: { hasForm: boolean; usualArm: string },
): string {
  const { language } = visit;
  const text = draftTexts[language];
  const shared = (name: keyof WhenForm) => ({
    name,
    value: String(given[name]),
    error: errorOf(visit, name),
  });
  const arms = campaignArms.map((arm) => ({
    value: arm,
    label: `${armText(language, arm)}${arm === options.usualArm ? ` (${text.usual})` : ''}`,
  }));
  const body = [
    inputField({ ...shared('start'), label: text.start, hint: text.startHelp, type: 'date' }),
    choiceField({
      name: 'cadence',
      label: text.cadence,
      choices: (['every', 'spread', 'retain', 'rolling'] as const).map((value) => ({
        value,
        label: text[value],
      })),
      values: [given.cadence],
    }),
    inputField({
      ...shared('everyDays'),
      label: text.everyDays,
      hint: text.everyDaysHelp,
      type: 'number',
      width: 'short',
      min: 1,
      max: 366,
    }),
    inputField({ ...shared('until'), label: text.until, hint: text.untilHelp, type: 'date' }),
    inputField({
      ...shared('retainUntil'),
      label: text.retainUntil,
      hint: text.retainUntilHelp,
      type: 'date',
    }),
    inputField({
      ...shared('rollingDays'),
      label: text.rollingDays,
      type: 'number',
      width: 'short',
      min: 1,
      max: 366,
    }),
    selectField({ ...shared('arm'), label: text.arm, hint: text.armHelp, choices: arms }),
    html`<h2>${text.hours}</h2><p class="hint">${text.hoursHelp}</p>`,
    inputField({ ...shared('from'), label: text.from, type: 'time' }),
    inputField({ ...shared('hoursUntil'), label: text.hoursUntil, type: 'time' }),
    choiceField({
      name: 'weekdays',
      label: text.weekdays,
      several: true,
      choices: weekdayNames[language].map((label, at) => ({ value: String(at + 1), label })),
      values: given.weekdays,
      error: errorOf(visit, 'weekdays'),
    }),
    choiceField({
      name: 'announce',
      label: text.announce,
      hint: text.announceHelp,
      choices: [
        { value: 'yes', label: text.announceYes },
        { value: 'no', label: text.announceNo },
      ],
      values: [given.announce],
    }),
    inputField({
      ...shared('announceDays'),
      label: text.announceDays,
      type: 'number',
      width: 'short',
      min: 1,
      max: 60,
    }),
    options.hasForm
      ? choiceField({
          name: 'baseline',
          label: text.baseline,
          hint: text.baselineHelp,
          choices: [
            { value: 'yes', label: text.baselineYes },
            { value: 'no', label: text.baselineNo },
          ],
          values: [given.baseline],
        })
      : '',
  ].join('\n');
  return stepBody(visit, 4, text.whenTitle, '', body);
}
