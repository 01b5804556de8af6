declare module 'mjml' {
  type Options = { validationLevel: 'strict'; ignoreIncludes: true; minify: boolean };
  /** Rejects when the source breaks a rule of MJML. */
  export default function mjml2html(
    source: string,
    options: Options,
  ): Promise<{ html: string; errors: unknown[] }>;
}
