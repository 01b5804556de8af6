import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { emptyState } from '../web/components/notice.ts';
import { figureCards, hiddenNotice } from './figures-view.ts';
import { focusOn, type Overview, type OverviewCampaign } from './overview.ts';
import { overviewTexts } from './overview-texts.ts';
import { attentionList, pathOf, periodText, statusTag, whyHidden } from './overview-view.ts';

export type CampaignCards = {
  language: Language;
  open: readonly Overview[];
  ended: readonly OverviewCampaign[];
  today: string;
  /** What the reader could do next where there is no campaign. */
  next: 'import' | 'await-import' | 'plan' | 'await-campaign';
  whole: boolean;
};

/** The page that one lands on: what is running, how far it has come, and what needs a look. */
export function cardsBody(cards: CampaignCards): string {
  const { language, open, ended } = cards;
  const text = overviewTexts[language];
  return html`<h1>${text.overview}</h1>
!${open.length === 0 ? nothingOpen(cards) : html`<p class="lead">${text.overviewLead}</p>`}
!${open.map((overview) => card(cards, overview))}
!${ended.length === 0 ? '' : endedList(language, ended)}`;
}

function card({ language, today }: CampaignCards, overview: Overview): string {
  const text = overviewTexts[language];
  const { campaign, completion, earlier, top } = overview;
  const focus = focusOn(completion, earlier, top);
  if (focus === undefined) return '';
  const { figures, before } = focus;
  const title = campaign.course[language];
  return html`<section class="card campaign-card" aria-labelledby="campaign-${campaign.id}">
<div class="title-row"><h2 id="campaign-${campaign.id}"><a href="${pathOf(campaign)}">${title}</a></h2>!${statusTag(language, campaign, today)}</div>
<p class="muted">${periodText(language, campaign)}</p>
!${
    figures.invited === null
      ? hiddenNotice(language, whyHidden(overview, focus), completion.k)
      : figureCards(language, { figures, before, since: earlier?.day })
  }
!${attentionList(language, campaign, completion, focus, today, 3)}
<p><a href="${pathOf(campaign)}">${text.more}<span class="visually-hidden">: ${title}</span></a></p>
</section>`;
}

function nothingOpen({ language, next, whole }: CampaignCards): string {
  const text = overviewTexts[language];
  const none = whole ? text.noCampaign : text.noCampaignHere;
  const states = {
    import: {
      title: text.noPeople,
      text: text.noPeopleText,
      action: { href: '/people/import', text: text.readIn },
    },
    'await-import': { title: text.noPeople, text: text.noPeopleWait },
    plan: { title: none, text: text.planText, action: { href: '/campaigns/new', text: text.plan } },
    'await-campaign': { title: none, text: text.waitText },
  };
  return emptyState(states[next]);
}

function endedList(language: Language, ended: readonly OverviewCampaign[]): string {
  const text = overviewTexts[language];
  const items = ended.map(
    (campaign) =>
      html`<li><a href="${pathOf(campaign)}">${campaign.course[language]}</a> <span class="muted">${periodText(language, campaign)}</span></li>`,
  );
  return html`<h2>${text.ended}</h2><ul>!${items}</ul>`;
}
