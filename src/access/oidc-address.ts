/** What an identity provider says of whoever signs in. */
export type OidcClaims = Readonly<Record<string, unknown>>;

const address = /^[^\s<>@]+@[^\s<>@]+$/;

/**
 * The mail address of whoever signs in, if the provider vouches for it. Accounts are found by
 * address, so an address that nobody has checked would let its bearer in as somebody else.
 * Verified means the claim `email_verified`, or `xms_edov`, Entra ID's word for it, and only for
 * the claim `email`, which alone they are about.
 * @param settings.trusted the issuer vouches for the claim in all its accounts.
 */
export function verifiedAddress(
  claims: OidcClaims,
  settings: { claim: string; trusted: boolean },
): string | undefined {
  const value = claims[settings.claim];
  if (typeof value !== 'string' || value.length > 254 || !address.test(value)) return undefined;
  const said =
    settings.claim === 'email' && (isTrue(claims.email_verified) || isTrue(claims.xms_edov));
  return settings.trusted || said ? value.toLowerCase() : undefined;
}

/** Providers write it as a boolean, a number or text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}
