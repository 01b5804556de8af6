import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A part of a zip, or something that claims to be one. */
export type ZipPart = {
  name: string;
  data: Buffer | string;
  /** Already deflated: what it claims to unpack to is stated beside it. */
  deflated?: { size: number; crc?: number };
  stored?: boolean;
  /** What the zip says of its size, where that is to be a lie. */
  claimedSize?: number;
  flags?: number;
};

/** A zip written by hand, with nothing that a zip may not hold, unless a part says otherwise. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const data = Buffer.from(part.data);
    const packed =
      part.stored || part.deflated !== undefined ? data : deflateRawSync(data, { level: 1 });
    const name = Buffer.from(part.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(part.flags ?? 0, 2);
    common.writeUInt16LE(part.stored ? 0 : 8, 4);
    common.writeUInt32LE(part.deflated ? (part.deflated.crc ?? 0) : crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(part.claimedSize ?? part.deflated?.size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    files.push(local);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, Buffer.from('PK\x05\x06'), end]);
}

/** `unit` so many times over, packed without ever being held: a thousandth of its size or less. */
export function packedRepeat(
  before: string,
  unit: string,
  times: number,
  after: string,
): { data: Buffer; deflated: { size: number } } {
  const flush = { level: 9, finishFlush: constants.Z_FULL_FLUSH };
  const perBlock = Math.max(1, Math.floor(1_000_000 / unit.length));
  const block = deflateRawSync(unit.repeat(perBlock), flush);
  const blocks = Math.ceil(times / perBlock);
  const data = Buffer.concat([
    deflateRawSync(before, flush),
    ...Array.from({ length: blocks }, () => block),
    deflateRawSync(after),
  ]);
  const size = before.length + unit.length * perBlock * blocks + after.length;
  return { data, deflated: { size } };
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';

export type SheetGiven = { name?: string; state?: string; xml: string | Omit<ZipPart, 'name'> };

export type WorkbookGiven = {
  sheets: SheetGiven[];
  sharedStrings?: string | Omit<ZipPart, 'name'>;
  styles?: string;
  date1904?: boolean;
  /** Target of a sheet's relation by its number from 1. */
  target?: (number: number) => string;
  strict?: boolean;
  extra?: ZipPart[];
};

/** The parts of a workbook with these sheets, to be zipped as they are or after a change. */
export function workbookParts(given: WorkbookGiven): ZipPart[] {
  const target = given.target ?? ((number) => `worksheets/sheet${number}.xml`);
  const ns = given.strict ? 'http://purl.oclc.org/ooxml/spreadsheetml/main' : main;
  const rel = given.strict ? 'http://purl.oclc.org/ooxml/officeDocument/relationships' : office;
  const relation = (id: string, kind: string, to: string) =>
    `<Relationship Id="${id}" Type="${rel}/${kind}" Target="${to}"/>`;
  const relations = (inside: string[]) =>
    `<?xml version="1.0"?><Relationships xmlns="${packageRelations}">${inside.join('')}</Relationships>`;
  const sheets = given.sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name ?? `Blad${index + 1}`}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
  );
  const part = (name: string, content: string | Omit<ZipPart, 'name'>): ZipPart =>
    typeof content === 'string' ? { name, data: content } : { name, ...content };
  const optional = [
    ...(given.sharedStrings === undefined
      ? []
      : [part('xl/sharedStrings.xml', given.sharedStrings)]),
    ...(given.styles === undefined ? [] : [part('xl/styles.xml', given.styles)]),
  ];
  return [
    { name: '[Content_Types].xml', data: '<?xml version="1.0"?><Types/>' },
    {
      name: '_rels/.rels',
      data: relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]),
    },
    {
      name: 'xl/workbook.xml',
      data: `<?xml version="1.0"?><workbook xmlns="${ns}" xmlns:r="${rel}"><workbookPr${given.date1904 ? ' date1904="1"' : ''}/><sheets>${sheets.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: relations([
        ...given.sheets.map((_sheet, index) =>
          relation(`rId${index + 1}`, 'worksheet', target(index + 1)),
        ),
        relation('rId900', 'sharedStrings', 'sharedStrings.xml'),
        relation('rId901', 'styles', 'styles.xml'),
      ]),
    },
    ...given.sheets.map(({ xml }, index) => part(`xl/worksheets/sheet${index + 1}.xml`, xml)),
    ...optional,
    ...(given.extra ?? []),
  ];
}

export function workbookOf(given: WorkbookGiven): Buffer {
  return zipOf(workbookParts(given));
}

/** A sheet around what stands in its sheetData. */
export function sheetXml(rows: string, after = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`;
}

/** Rows of inline strings without references. */
export function inlineRows(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  return rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
}

/** A table of shared texts. */
export function sharedXml(texts: readonly string[]): string {
  return `<sst xmlns="${main}">${texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`;
}

/** Styles whose cell formats, by number from 0, have these codes. */
export function stylesXml(codes: readonly (string | number)[]): string {
  const own = codes.map((code, index) => (typeof code === 'number' ? code : 164 + index));
  const formats = codes.map((code, index) =>
    typeof code === 'number'
      ? ''
      : `<numFmt numFmtId="${164 + index}" formatCode="${escaped(code)}"/>`,
  );
  return `<styleSheet xmlns="${main}"><numFmts>${formats.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${own.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
