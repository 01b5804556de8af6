import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { CourseVersion } from './course.ts';
import { findCourseVersion } from './course-version.repository.ts';

export type CourseVersions = { get(id: number): Promise<CourseVersion> };

/** Stored versions never change, so each is read from the database once per process. */
export function createCourseVersions(db: Database): CourseVersions {
  const known = new Map<number, CourseVersion>();
  return {
    async get(id) {
      const cached = known.get(id);
      if (cached !== undefined) return cached;
      const version = await findCourseVersion(db, id);
      if (version === undefined)
        throw new AppError('COURSE_UNKNOWN', `Course version ${id} is not stored.`);
      known.set(id, version);
      return version;
    },
  };
}
