import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';

/**
 * `preview` is for mails of `campaign test`: such a link shows the page and stores nothing.
 * `baseline` leads to the form before or after a course; its `question` is 0.
 */
export type TokenPurpose = 'answer' | 'preview' | 'baseline';

/** The questions of a delivery: its own, and the one of an earlier lesson that it repeats besides. */
export const ownQuestion = 1;
export const repeatedQuestion = 2;

/**
 * What a link in a mail says. `question` is one of the delivery's questions above (in a test
 * mail the lesson's number), `option` the index of the option, `undefined` for a link without a
 * chosen option.
 */
export type AnswerToken = {
  purpose: TokenPurpose;
  delivery: number;
  question: number;
  option: number | undefined;
  expires: Date;
};

export type VerifiedToken =
  | { state: 'valid' | 'expired'; token: AnswerToken }
  | { state: 'invalid' };

type SigningKey = { id: number; key: KeyObject };

/** Signing keys by purpose, newest first. */
export type Keyring = Readonly<Record<TokenPurpose, readonly SigningKey[]>>;

/*
 * Layout, big-endian, 33 bytes, which are exactly 44 characters of base64url with no bit to
 * spare, so that every token has one spelling only:
 *   0      version (high four bits) and purpose (low four)
 *   1-3    key id
 *   4-10   delivery, up to 2^53 - 1
 *   11     question
 *   12     option, 255 for none
 *   13-16  expiry, minutes since 1970
 *   17-32  HMAC-SHA256 of bytes 0-16, its first 16 bytes (RFC 2104 section 5)
 */
const version = 1;
const signedBytes = 17;
const macBytes = 16;
const noOption = 255;
const minute = 60_000;
const spelling = /^[\w-]{44}$/;
const purposes: readonly TokenPurpose[] = ['answer', 'preview', 'baseline'];
const previewedCampaigns = 2 ** 32;
/** Campaigns and versions are numbered by int4 columns. */
const firstPreviewedVersion = 2 ** 31;

/**
 * Derives the signing keys from secrets, newest first: the first one signs, all verify.
 * The key id comes from the key, so secrets are rotated by putting a new one in front and
 * dropping the old one when its links have expired.
 */
export function createKeyring(secrets: readonly string[]): Keyring {
  if (secrets.length === 0) throw new RangeError('A keyring needs at least one secret.');
  const derive = (purpose: TokenPurpose) =>
    secrets.map((secret): SigningKey => {
      const info = `nanokurs answer-token ${version} ${purpose}`;
      const derived = Buffer.from(hkdfSync('sha256', secret, '', info, 35));
      return { id: derived.readUIntBE(32, 3), key: createSecretKey(derived.subarray(0, 32)) };
    });
  return { answer: derive('answer'), preview: derive('preview'), baseline: derive('baseline') };
}

/**
 * What the link of a test mail carries instead of a delivery: its campaign, and which of the
 * lesson's variants it shows, from 1 in their fixed order; 0 is the lesson's own text.
 */
export function previewed(campaign: number, variant = 0): number {
  return variant * previewedCampaigns + campaign;
}

/** The same for a campaign that is still being planned: a version of its course, as `previewed` takes it. */
export function previewedVersion(version: number): number {
  return firstPreviewedVersion + version;
}

/** The course version that a test mail shows, or the campaign that says which. */
export function readPreviewedCourse(campaign: number): { version: number } | { campaign: number } {
  return campaign >= firstPreviewedVersion
    ? { version: campaign - firstPreviewedVersion }
    : { campaign };
}

/** The reverse of `previewed`. */
export function readPreviewed(delivery: number): { campaign: number; variant: number } {
  return {
    campaign: delivery % previewedCampaigns,
    variant: Math.floor(delivery / previewedCampaigns),
  };
}

/**
 * The token of one link: 44 characters that need no escaping in a URL. It proves possession
 * of the mail and nothing more: whoever has the link can use it, so it is not an identity.
 * The expiry is rounded up to a whole minute.
 * @throws RangeError when a number does not fit the layout.
 */
export function signAnswerToken(keyring: Keyring, token: AnswerToken): string {
  const { delivery, question, option = noOption } = token;
  const newest = keyring[token.purpose][0];
  if (newest === undefined) throw new RangeError('The keyring is empty.');
  const minutes = Math.ceil(token.expires.getTime() / minute);
  fits('delivery', delivery, Number.MAX_SAFE_INTEGER);
  fits('question', question, 255);
  fits('option', token.option ?? 0, noOption - 1);
  fits('expiry in minutes', minutes, 2 ** 32 - 1);
  const bytes = Buffer.allocUnsafe(signedBytes + macBytes);
  bytes.writeUInt8((version << 4) | purposes.indexOf(token.purpose), 0);
  bytes.writeUIntBE(newest.id, 1, 3);
  bytes.writeUInt8(Math.floor(delivery / 2 ** 48), 4);
  bytes.writeUIntBE(delivery % 2 ** 48, 5, 6);
  bytes.writeUInt8(question, 11);
  bytes.writeUInt8(option, 12);
  bytes.writeUInt32BE(minutes, 13);
  mac(newest.key, bytes).copy(bytes, signedBytes, 0, macBytes);
  return bytes.toString('base64url');
}

/**
 * Reads a token from outside. Anything but a token that one of the keys signed, spelled as it
 * was signed, is `invalid`; it is `expired` from the minute it names. The purpose is part of
 * what is signed, with a key of its own: check `token.purpose` before acting on it.
 */
export function verifyAnswerToken(keyring: Keyring, text: string, now: Date): VerifiedToken {
  if (typeof text !== 'string' || !spelling.test(text)) return { state: 'invalid' };
  const bytes = Buffer.from(text, 'base64url');
  const head = bytes.readUInt8(0);
  const purpose = purposes[head & 15];
  if (head >> 4 !== version || purpose === undefined) return { state: 'invalid' };
  const id = bytes.readUIntBE(1, 3);
  const given = bytes.subarray(signedBytes);
  const signed = keyring[purpose].some(
    (candidate) =>
      candidate.id === id &&
      timingSafeEqual(mac(candidate.key, bytes).subarray(0, macBytes), given),
  );
  if (!signed) return { state: 'invalid' };
  const option = bytes.readUInt8(12);
  const token: AnswerToken = {
    purpose,
    delivery: bytes.readUInt8(4) * 2 ** 48 + bytes.readUIntBE(5, 6),
    question: bytes.readUInt8(11),
    option: option === noOption ? undefined : option,
    expires: new Date(bytes.readUInt32BE(13) * minute),
  };
  return { state: now < token.expires ? 'valid' : 'expired', token };
}

function fits(name: string, value: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > most)
    throw new RangeError(`The ${name} ${value} does not fit an answer token.`);
}

function mac(key: KeyObject, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes.subarray(0, signedBytes)).digest();
}
