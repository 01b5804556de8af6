/** What the bytes 80 to FF mean in Mac Roman (unicode.org, VENDORS/APPLE/ROMAN.TXT). */
const upperHalf = [
  'ÄÅÇÉÑÖÜáàâäãåçéè',
  'êëíìîïñóòôöõúùûü',
  '†°¢£§•¶ß®©™´¨≠ÆØ',
  '∞±≤≥¥µ∂∑∏π∫ªºΩæø',
  '¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ',
  '–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ',
  '‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ',
  '\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ',
].join('');

export function decodeMacRoman(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (letter) => upperHalf.charAt(letter.charCodeAt(0) - 0x80));
}
