declare module 'mjml' {
  type Options = { validationLevel: 'strict'; ignoreIncludes: true; fonts: Record<string, string> };
  /** Rejects when the source breaks a rule of MJML. */
  export default function mjml2html(
    source: string,
    options: Options,
  ): Promise<{ html: string; errors: unknown[] }>;
}
