/**
 * Tells addresses that HR has declared to be shared, a ward's mailbox for one. `*` stands for any
 * characters; a pattern without domain (`avdelning*`, `avdelning*@…`) holds in every domain.
 * @returns undefined where a pattern would hold for every address.
 */
export function sharedAddresses(
  patterns: readonly string[],
): ((email: string) => boolean) | undefined {
  const tests = patterns.map(patternTest);
  if (tests.some((test) => test === undefined)) return undefined;
  return (email) => tests.some((test) => test?.test(email.toLowerCase()));
}

function patternTest(pattern: string): RegExp | undefined {
  const [local = '', domain = ''] = pattern.trim().toLowerCase().split('@');
  if (!/[^*]/.test(local) && !/[^*.…]/.test(domain)) return undefined;
  const anyDomain = /^(?:…|\.\.\.|\*)?$/.test(domain);
  return new RegExp(`^${glob(local || '*')}@${anyDomain ? '[^@]+' : glob(domain)}$`);
}

function glob(text: string): string {
  return text
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('[^@]*');
}
