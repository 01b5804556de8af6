/**
 * Every error that a person may meet: a stable code, the HTTP status it becomes at the
 * edge, and a text in both languages that says what was wrong and what to do.
 * Services throw `AppError`; only the edge knows HTTP (RFC 9457) and exit codes.
 */
export const errorCatalogue = {
  BAD_REQUEST: { status: 422, sv: 'Begäran kan inte tolkas.', en: 'The request cannot be read.' },
  UNAUTHORISED: {
    status: 401,
    sv: 'Inloggning eller giltig nyckel saknas.',
    en: 'A sign-in or a valid token is missing.',
  },
  FORBIDDEN: {
    status: 403,
    sv: 'Nyckeln eller rollen får inte se det här.',
    en: 'This token or role may not see this.',
  },
  NOT_FOUND: { status: 404, sv: 'Det finns inget här.', en: 'There is nothing here.' },
  CONFLICT: {
    status: 409,
    sv: 'Det krockar med något som redan finns.',
    en: 'It conflicts with what is already there.',
  },
  REFUSED: { status: 409, sv: 'Det går inte att göra nu.', en: 'This cannot be done now.' },
  TOKEN_MISSING: {
    status: 422,
    sv: 'Svarslänken saknar sin nyckel.',
    en: 'The answer link lacks its token.',
  },
  TOKEN_INVALID: {
    status: 401,
    sv: 'Svarslänken går inte att läsa. Öppna den direkt från mejlet.',
    en: 'The answer link cannot be verified. Open it straight from the mail.',
  },
  TOKEN_EXPIRED: {
    status: 410,
    sv: 'Svarslänken har gått ut.',
    en: 'The answer link has expired.',
  },
  ALREADY_ANSWERED: {
    status: 409,
    sv: 'Frågan är redan besvarad med ett annat alternativ.',
    en: 'The question has already been answered with another option.',
  },
  OPTION_UNKNOWN: {
    status: 422,
    sv: 'Alternativet finns inte i frågan.',
    en: 'The question has no such option.',
  },
  OPTIONS_MISSING: {
    status: 422,
    sv: 'Svaret saknar alternativ. Välj ett eller flera av frågans alternativ.',
    en: 'The answer has no option. Choose one or more of the options of the question.',
  },
  STEP_TOO_EARLY: {
    status: 409,
    sv: 'Frågans första steg är inte besvarat än. Besvara det först.',
    en: 'The first step of the question has no answer yet. Answer it first.',
  },
  COURSE_UNKNOWN: { status: 404, sv: 'Kursen finns inte.', en: 'There is no such course.' },
  CAMPAIGN_UNKNOWN: { status: 404, sv: 'Utskicket finns inte.', en: 'There is no such campaign.' },
  DEPARTMENT_UNKNOWN: {
    status: 404,
    sv: 'Enheten finns inte.',
    en: 'There is no such department.',
  },
  CONFIG_INVALID: { status: 500, sv: 'Inställningarna är fel.', en: 'The settings are wrong.' },
  CONTENT_INVALID: {
    status: 422,
    sv: 'Kursinnehållet har fel.',
    en: 'The course content has errors.',
  },
  FILE_INVALID: { status: 422, sv: 'Filen kan inte läsas.', en: 'The file cannot be read.' },
  UNAVAILABLE: {
    status: 503,
    sv: 'Tjänsten svarar inte just nu. Försök igen om en stund.',
    en: 'The service is not available. Try again in a moment.',
  },
  INTERNAL: { status: 500, sv: 'Något gick fel hos oss.', en: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; sv: string; en: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/**
 * An error with a code from the catalogue. `detail` adds what, where and the remedy;
 * it must never hold an identity number, an address or a token.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly extra: Record<string, unknown>;

  constructor(code: ErrorCode, detail?: string, extra: Record<string, unknown> = {}) {
    super(detail ?? errorCatalogue[code].en);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}
