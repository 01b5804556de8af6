const blockBytes = 1 << 20;
/** Headings and departments come first in a workbook and are asked for in every row. */
const kept = 4_096;

export type TextStore = {
  /** False once the store is full. */
  add: (text: string) => boolean;
  /** The same for a text in UTF-8. */
  addBytes: (bytes: Buffer) => boolean;
  /** Undefined where there is no such text. */
  get: (index: number) => string | undefined;
  /** Gives the memory back, which waits for no garbage collection then; there are no texts any more. */
  free: () => void;
};

/** Texts by number, as bytes in large blocks: half a million of them cost their own length. */
export function createTextStore(mostTexts: number, mostBytes: number): TextStore {
  const blocks: Buffer<ArrayBuffer>[] = [];
  const recent: string[] = [];
  let starts = new Uint32Array(1_024);
  let lengths = new Uint32Array(1_024);
  let [count, end] = [0, 0];

  /** Where a text of so many bytes may be written; undefined once the store is full. */
  const placeFor = (bytes: number): { block: Buffer; at: number } | undefined => {
    if (count === starts.length) {
      starts = grown(starts);
      lengths = grown(lengths);
    }
    // A text lies within one block.
    if (bytes > blocks.length * blockBytes - end) {
      end = blocks.length * blockBytes;
      blocks.push(Buffer.from(new ArrayBuffer(blockBytes)));
    }
    const block = blocks.at(-1);
    if (count >= mostTexts || end + bytes > mostBytes || bytes > blockBytes) return undefined;
    const at = end % blockBytes;
    starts[count] = end;
    lengths[count] = bytes;
    count += 1;
    end += bytes;
    return block && { block, at };
  };

  return {
    add(text) {
      const place = placeFor(Buffer.byteLength(text));
      place?.block.write(text, place.at, 'utf8');
      return place !== undefined;
    },
    addBytes(bytes) {
      const place = placeFor(bytes.length);
      place?.block.set(bytes, place.at);
      return place !== undefined;
    },
    get(index) {
      if (!Number.isInteger(index) || index < 0 || index >= count) return undefined;
      const found = recent[index];
      if (found !== undefined) return found;
      const start = starts[index] ?? 0;
      const from = start % blockBytes;
      const block = blocks[Math.floor(start / blockBytes)];
      const text = block?.toString('utf8', from, from + (lengths[index] ?? 0));
      if (index < kept && text !== undefined) recent[index] = text;
      return text;
    },
    free() {
      [count, end] = [0, 0];
      recent.length = 0;
      for (const block of blocks.splice(0)) block.buffer.transfer(0);
    },
  };
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
