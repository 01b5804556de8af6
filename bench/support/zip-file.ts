import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** `chunks` is asked for once the parts before it are written. */
export type ZipPart = { name: string; chunks: () => Iterable<string> };

type Packed = { size: number; packed: number; checksum: number };

/** As old as a zip can say, as Excel writes it: 1 January 1980. */
const date = 0x21;

/** Writes a zip of deflated parts, streaming; names in ASCII, below 4 GB (no zip64). */
export async function writeZip(path: string, parts: readonly ZipPart[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    let end = 0;
    const directory: Buffer[] = [];
    for (const { name, chunks } of parts) {
      const title = Buffer.from(name, 'ascii');
      const from = end;
      const data = from + 30 + title.length;
      const packed = await pack(file, data, chunks());
      // What a part comes to is known only now, so its header goes in front of it afterwards.
      const described = describe(title, packed);
      await file.write(Buffer.concat([signed('PK\x03\x04'), described, title]), { position: from });
      const place = Buffer.alloc(14);
      place.writeUInt32LE(from, 10);
      directory.push(Buffer.concat([signed('PK\x01\x02\x14\x00'), described, place, title]));
      end = data + packed.packed;
    }
    const listed = Buffer.concat(directory);
    const last = Buffer.alloc(18);
    last.writeUInt16LE(parts.length, 4);
    last.writeUInt16LE(parts.length, 6);
    last.writeUInt32LE(listed.length, 8);
    last.writeUInt32LE(end, 12);
    await file.write(Buffer.concat([listed, signed('PK\x05\x06'), last]), { position: end });
  } finally {
    await file.close();
  }
}

async function pack(file: FileHandle, from: number, chunks: Iterable<string>): Promise<Packed> {
  const sum: Packed = { size: 0, packed: 0, checksum: 0 };
  function* measured(): Generator<Buffer> {
    for (const chunk of chunks) {
      const bytes = Buffer.from(chunk);
      sum.size += bytes.length;
      sum.checksum = crc32(bytes, sum.checksum);
      yield bytes;
    }
  }
  await pipeline(measured, createDeflateRaw(), async (deflated: AsyncIterable<Buffer>) => {
    for await (const bytes of deflated) {
      await file.write(bytes, { position: from + sum.packed });
      sum.packed += bytes.length;
    }
  });
  return sum;
}

/** What the header of a part and the directory at the end say alike (APPNOTE 4.3.7, 4.3.12). */
function describe(title: Buffer, { size, packed, checksum }: Packed): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt16LE(date, 8);
  fields.writeUInt32LE(checksum, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(title.length, 22);
  return fields;
}

function signed(mark: string): Buffer {
  return Buffer.from(mark, 'latin1');
}
