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
  const days = (
    name: 'everyDays' | 'rollingDays' | 'announceDays',
    max: number,
    label: string,
    hint?: string,
  ) => inputField({ ...shared(name), label, hint, type: 'number', width: 'short', min: 1, max });
  const arms = campaignArms.map((arm) => ({
    value: arm,
    label: armText(language, arm),
  }));
  const armHelp = `${text.armHelp} ${text.usual}: ${armText(language, options.usualArm)}.`;
  const body = [
    inputField({ ...shared('start'), label: text.start, hint: text.startHelp, type: 'date' }),
    choiceField({
      name: 'cadence',
      label: text.cadence,
      choices: (['every', 'spread', 'retain', 'rolling'] as const).map((value) => ({
        value,
        label: text[value],
        hint: text.cadenceHints[value],
      })),
      values: [given.cadence],
    }),
    shownFor('every', days('everyDays', 366, text.everyDays, text.everyDaysHelp)),
    shownFor('rolling', days('rollingDays', 366, text.rollingDays, text.everyDaysHelp)),
    shownFor(
      'end',
      inputField({ ...shared('until'), label: text.until, hint: text.untilHelp, type: 'date' }),
    ),
    shownFor(
      'retain',
      inputField({
        ...shared('retainUntil'),
        label: text.retainUntil,
        hint: text.retainUntilHelp,
        type: 'date',
      }),
    ),
    html`<h2>${text.repetition}</h2>`,
    selectField({ ...shared('arm'), label: text.arm, hint: armHelp, choices: arms }),
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
    html`<h2>${text.around}</h2>`,
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
    shownFor('announce', days('announceDays', 60, text.announceDays)),
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
  return stepBody(visit, 4, text.whenTitle, text.whenHelp, body);
}

/** A field that belongs to a choice; the style sheet hides it while another is chosen. */
function shownFor(choice: string, field: string): string {
  return html`<div class="for-${choice}">!${field}</div>`;
}
