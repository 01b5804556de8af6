import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { isWithin } from '../campaign/campaign-sight.service.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database } from '../platform/database.ts';
import { localDay, slotOn } from '../spacing/sending-window.ts';
import { countFirstAnswers } from './question-insight.repository.ts';
import { type QuestionInsight, questionInsights } from './question-insight.ts';
import { DEFAULT_K } from './suppression.ts';

/**
 * What the questions of a campaign came to, as of last midnight: of its whole audience and nothing
 * smaller, so that no two figures can be subtracted. Undefined for whoever does not see all of it.
 */
export async function loadQuestionInsight(
  deps: { db: Database; courseVersions: CourseVersions },
  now: Date,
  { campaign, visible }: { campaign: Campaign; visible: VisibleDepartments },
): Promise<QuestionInsight[] | undefined> {
  if (!(await isWithin(deps.db, campaign.audience, visible))) return undefined;
  const { window } = campaign;
  const today = localDay(window.timeZone, now);
  const midnight = slotOn({ ...window, from: '00:00', until: '24:00' }, today, 0);
  const { course } = await deps.courseVersions.get(campaign.courseVersionId);
  const counts = await countFirstAnswers(deps.db, campaign.id, midnight);
  return questionInsights(course, counts, DEFAULT_K);
}
