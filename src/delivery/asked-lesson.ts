import type { Course, Lesson } from '../course/course.ts';

/**
 * The lesson that asks a question, by the question's key: a repetition may be sent from a later
 * version of the course, where lessons have other numbers. Undefined where it is asked no more.
 */
export function lessonOfQuestion(course: Course, key: string): Lesson | undefined {
  return course.lessons.find((lesson) => lesson.text.sv.question.key === key);
}
