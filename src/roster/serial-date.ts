const dayMs = 86_400_000;
/** Year 10000 begins at this serial number in the 1900 system. */
const lastSerial = 2_958_466;

/**
 * The day of a spreadsheet's serial number, time of day dropped; undefined where it means no day.
 * The 1900 system counts a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4).
 */
export function dayOfSerial(serial: number, since1904: boolean): string | undefined {
  // To whole seconds first: 45000 minus a rounding error is still that day.
  const day = Math.floor(Math.round(serial * 86_400) / 86_400);
  if (!(day >= (since1904 ? 0 : 1)) || day >= lastSerial) return undefined;
  if (!since1904 && day === 60) return undefined;
  const start = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day > 60 ? 30 : 31);
  const iso = new Date(start + day * dayMs).toISOString();
  return iso.length === 24 ? iso.slice(0, 10) : undefined;
}
