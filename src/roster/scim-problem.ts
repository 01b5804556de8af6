import { AppError } from '../platform/errors.ts';

/** The `scimType` of an error with status 400 or 409 (RFC 7644, table 9). */
export type ScimType =
  | 'invalidFilter'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'tooMany';

/** A request that cannot be carried out as written. `detail` never quotes a value. */
export function scimProblem(scimType: ScimType, detail: string): AppError {
  return new AppError('BAD_REQUEST', detail, { scimType });
}

/** Two accounts with one name. */
export function scimTaken(detail: string): AppError {
  return new AppError('CONFLICT', detail, { scimType: 'uniqueness' });
}

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** The error document of RFC 7644, section 3.12; `status` is what the answer carries too. */
export function scimErrorDocument(error: AppError): { status: number; body: object } {
  const status = error.code === 'BAD_REQUEST' ? 400 : error.status;
  const { scimType } = error.extra;
  return {
    status,
    body: {
      schemas: [errorSchema],
      status: String(status),
      ...(typeof scimType === 'string' ? { scimType } : {}),
      detail: error.detail ?? error.message,
    },
  };
}
