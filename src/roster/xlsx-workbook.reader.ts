import { isUtf8 } from 'node:buffer';
import { longestEscape, unescapeText } from './cell-value.ts';
import { damagedWorkbook, invalidFile } from './invalid-file.ts';
import { type NumberFormat, readNumberFormat } from './number-format.ts';
import { relationPartOf, resolvePart } from './package-part.ts';
import type { RosterLimits } from './roster-limits.ts';
import { scanSharedText, sharedTextFrom, sharedTextPast } from './sheet-bytes.ts';
import { createTextStore, type TextStore } from './text-store.ts';
import { parseWholeXml } from './xml.reader.ts';
import type { Zip } from './zip.reader.ts';

export type Sheet = { name: string; visible: boolean; part: string };

/** A workbook without its rows. */
export type Workbook = {
  sheets: Sheet[];
  since1904: boolean;
  /** By the number that a cell's style has. */
  formats: NumberFormat[];
  texts: TextStore;
};

type Relation = { id: string; kind: string; part: string };

/**
 * Reads what a sheet's rows refer to. Transitional and strict OOXML are told apart by nothing
 * but their namespaces, which are not looked at.
 * @throws AppError FILE_INVALID
 */
export async function readWorkbook(zip: Zip, limits: RosterLimits): Promise<Workbook> {
  const root = await readRelations(zip, '', limits);
  const main = root.find(({ kind }) => kind === 'officeDocument')?.part ?? 'xl/workbook.xml';
  const relations = await readRelations(zip, main, limits);
  const { listed, since1904 } = await readSheetList(zip, main, limits);
  const sheetParts = new Map(
    relations.filter(({ kind }) => kind === 'worksheet').map(({ id, part }) => [id, part]),
  );
  const sheets = listed.flatMap(({ id, ...sheet }) => {
    const part = sheetParts.get(id);
    return part === undefined ? [] : [{ ...sheet, part }];
  });
  const partOf = (kind: string) => {
    const part = relations.find((one) => one.kind === kind)?.part;
    return part !== undefined && zip.has(part) ? part : undefined;
  };
  return {
    sheets,
    since1904,
    formats: await readFormats(zip, partOf('styles'), limits),
    texts: await readTexts(zip, partOf('sharedStrings'), limits),
  };
}

async function readRelations(zip: Zip, owner: string, limits: RosterLimits): Promise<Relation[]> {
  const relations: Relation[] = [];
  const part = relationPartOf(owner);
  if (!zip.has(part)) return relations;
  const open = (name: string, { Id, Type, Target, TargetMode }: Record<string, string>) => {
    if (name !== 'Relationship' || TargetMode === 'External') return;
    if (Id === undefined || Type === undefined || Target === undefined) throw damagedWorkbook();
    const kind = Type.slice(Type.lastIndexOf('/') + 1);
    if (relations.length >= limits.describedItems) throw damagedWorkbook();
    relations.push({ id: Id, kind, part: resolvePart(owner, Target) });
  };
  const chunks = zip.read(part, limits.smallPartBytes);
  await parseWholeXml(chunks, { open, close: () => undefined }, limits);
  return relations;
}

async function readSheetList(zip: Zip, part: string, limits: RosterLimits) {
  const listed: { id: string; name: string; visible: boolean }[] = [];
  let since1904 = false;
  const open = (tag: string, attributes: Record<string, string>) => {
    if (tag === 'workbookPr') since1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
    if (tag !== 'sheet') return;
    const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
    const { name = '', state = 'visible' } = attributes;
    if (id === undefined || listed.length >= limits.describedItems) throw damagedWorkbook();
    listed.push({ id, name, visible: state === 'visible' });
  };
  const chunks = zip.read(part, limits.smallPartBytes);
  await parseWholeXml(chunks, { open, close: () => undefined }, limits);
  return { listed, since1904 };
}

async function readFormats(
  zip: Zip,
  part: string | undefined,
  limits: RosterLimits,
): Promise<NumberFormat[]> {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  if (part === undefined) return [];
  let ofCells = false;
  const open = (name: string, attributes: Record<string, string>) => {
    if (Math.max(codes.size, ids.length) > limits.describedItems) throw damagedWorkbook();
    if (name === 'cellXfs') ofCells = true;
    if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    if (name === 'xf' && ofCells) ids.push(Number(attributes.numFmtId ?? 0));
  };
  const close = (name: string) => {
    if (name === 'cellXfs') ofCells = false;
  };
  await parseWholeXml(zip.read(part, limits.smallPartBytes), { open, close }, limits);
  const formats = new Map<number, NumberFormat>();
  return ids.map((id) => {
    const format = formats.get(id) ?? readNumberFormat(id, codes.get(id));
    formats.set(id, format);
    return format;
  });
}

async function readTexts(
  zip: Zip,
  part: string | undefined,
  limits: RosterLimits,
): Promise<TextStore> {
  const store = createTextStore(limits.sharedTexts, limits.sharedTextBytes);
  if (part === undefined) return store;
  let [text, capturing, phonetic] = ['', false, 0];
  const take = (bytes: Buffer, start: number): number => {
    for (let at = start; ; ) {
      const [from, end] = [at + sharedTextFrom, scanSharedText(bytes, at)];
      if (end < 0 || end - from > limits.cellCharacters) return at;
      const own = bytes.subarray(from, end);
      if (!isUtf8(own)) throw damagedWorkbook();
      if (!store.addBytes(own)) throw tooMuch(limits);
      at = end + sharedTextPast;
    }
  };
  await parseWholeXml(
    zip.read(part, limits.partBytes),
    {
      open(name) {
        if (name === 'si') text = '';
        if (name === 'rPh') phonetic += 1;
        if (name === 't') capturing = phonetic === 0;
      },
      text(piece) {
        if (!capturing) return;
        text += piece;
        if (text.length > limits.cellCharacters * longestEscape) throw tooLong(limits);
      },
      close(name) {
        if (name === 'rPh') phonetic -= 1;
        if (name === 't') capturing = false;
        if (name !== 'si') return;
        const own = unescapeText(text);
        if (own.length > limits.cellCharacters) throw tooLong(limits);
        if (!store.add(own)) throw tooMuch(limits);
      },
    },
    limits,
    { parent: 'sst', child: 'si', take },
  );
  return store;
}

function tooLong(limits: RosterLimits) {
  return invalidFile(
    `En cell har mer än ${limits.cellCharacters} tecken. Korta texten eller ta bort kolumnen.`,
    `A cell holds more than ${limits.cellCharacters} characters. Shorten it or remove the column.`,
  );
}

function tooMuch(limits: RosterLimits) {
  const megabytes = Math.round(limits.sharedTextBytes / 1e6);
  return invalidFile(
    `Arbetsboken har mer än ${megabytes} MB text eller för många olika texter. Dela den per förvaltning.`,
    `The workbook holds more than ${megabytes} MB of text or too many texts. Split it by department.`,
  );
}
