import { z } from 'zod';
import { type Language, languages } from '../course/course.ts';

const lang = z.enum(languages).optional().catch(undefined);
const querySchema = z.object({ lang }).catch({ lang: undefined });
const text = z.string().optional().catch(undefined);
const nothing = { token: undefined, option: undefined, step: undefined, skip: undefined };
const formSchema = z
  .object({
    token: text,
    option: z
      .union([z.string().transform((one) => [one]), z.array(z.string()).max(20)])
      .optional()
      .catch([]),
    step: z.coerce.number().int().min(1).optional().catch(undefined),
    skip: text,
    lang,
  })
  .catch({ ...nothing, lang: undefined });

/** What an answer page sends; anything that does not fit counts as not sent. */
export type AnswerForm = {
  token: string | undefined;
  /** Empty where the reader skips the question. */
  options: string[] | undefined;
  step: number | undefined;
  lang: Language | undefined;
};

export function readAnswerForm(body: unknown): AnswerForm {
  const { token, option, step, skip, lang } = formSchema.parse(body);
  return { token, options: skip === undefined ? option : [], step, lang };
}

/** The language that was asked for in a link, if any. */
export function readLang(query: unknown): Language | undefined {
  return querySchema.parse(query).lang;
}
