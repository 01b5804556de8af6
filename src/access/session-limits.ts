/** A session ends when nobody has used it for so long, or when it is so old, by Postgres's clock (DESIGN rule 5). */
export const sessionHours = { idle: 2, absolute: 12 };
