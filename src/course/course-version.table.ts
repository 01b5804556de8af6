import type { Generated, JSONColumnType } from 'kysely';
import type { Course } from './course.ts';

declare module '../platform/database.ts' {
  interface Tables {
    course_versions: CourseVersionTable;
  }
}

export type CourseVersionTable = {
  id: Generated<number>;
  slug: string;
  hash: string;
  content: JSONColumnType<Course>;
  created_at: Generated<Date>;
};
