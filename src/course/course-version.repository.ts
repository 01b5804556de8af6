import type { Database, Trx } from '../platform/database.ts';
import type { Course, CourseVersion } from './course.ts';
import type {} from './course-version.table.ts';

/** Stores a version unless it is there already, and returns its id. */
export async function storeCourseVersion(trx: Trx, version: CourseVersion): Promise<number> {
  await trx
    .insertInto('course_versions')
    .values({
      slug: version.course.slug,
      hash: version.hash,
      content: JSON.stringify(version.course),
    })
    .onConflict((conflict) => conflict.columns(['slug', 'hash']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('course_versions')
    .select('id')
    .where('slug', '=', version.course.slug)
    .where('hash', '=', version.hash)
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findCourseVersion(
  db: Database,
  id: number,
): Promise<CourseVersion | undefined> {
  const row = await db
    .selectFrom('course_versions')
    .select(['hash', 'content'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : { hash: row.hash, course: row.content satisfies Course };
}
