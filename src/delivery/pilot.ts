/** Whom a pilot mails, in lower case; undefined means everyone. */
export type PilotLists = { addresses: string[]; domains: string[] } | undefined;

/** Reads MAIL_ONLY_TO: each entry is a whole address, or a domain with or without `@` before it. */
export function pilotLists(only: readonly string[] | undefined): PilotLists {
  if (only === undefined || only.length === 0) return undefined;
  const entries = only.map((entry) => entry.toLowerCase());
  return {
    addresses: entries.filter((entry) => entry.indexOf('@') > 0),
    domains: entries
      .filter((entry) => entry.indexOf('@') <= 0)
      .map((entry) => entry.replace('@', '')),
  };
}

/** Whether a pilot lets a mail out to this address. */
export function mayBeMailed(lists: PilotLists, address: string): boolean {
  if (lists === undefined) return true;
  const wanted = address.toLowerCase();
  return (
    lists.addresses.includes(wanted) ||
    lists.domains.includes(wanted.slice(wanted.lastIndexOf('@') + 1))
  );
}
