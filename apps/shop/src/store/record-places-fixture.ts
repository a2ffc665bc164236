/** For tests: where in a database's file the rows of a table stand (https://sqlite.org/fileformat2.html). */

export interface RecordPlace {
  /** First byte of the record, and how many of it are on this page. */
  readonly at: number;
  readonly bytes: number;
}

const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;

/** Records of the tree with this root. What has flowed over to other pages is left out. */
export function findRecords(file: Buffer, rootPage: number): RecordPlace[] {
  const pageBytes = file.readUInt16BE(16) === 1 ? 65_536 : file.readUInt16BE(16);
  const start = (rootPage - 1) * pageBytes;
  const header = start + (rootPage === 1 ? 100 : 0);
  const kind = file[header]!;
  const isInterior = kind === INTERIOR_INDEX || kind === INTERIOR_TABLE;
  const cells = file.readUInt16BE(header + 3);
  const pointers = header + (isInterior ? 12 : 8);
  const found: RecordPlace[] = [];
  for (let cell = 0; cell < cells; cell++) {
    let at = start + file.readUInt16BE(pointers + 2 * cell);
    if (isInterior) {
      found.push(...findRecords(file, file.readUInt32BE(at)));
      at += 4;
    }
    if (kind !== INTERIOR_TABLE) found.push(readPlace(file, at, kind, pageBytes));
  }
  if (isInterior) found.push(...findRecords(file, file.readUInt32BE(header + 8)));
  return found;
}

function readPlace(file: Buffer, cell: number, kind: number, pageBytes: number): RecordPlace {
  const length = readVarint(file, cell);
  const at = kind === LEAF_TABLE ? readVarint(file, length.next).next : length.next;
  const most =
    kind === LEAF_TABLE ? pageBytes - 35 : Math.floor(((pageBytes - 12) * 64) / 255) - 23;
  const least = Math.floor(((pageBytes - 12) * 32) / 255) - 23;
  const bytes = length.value <= most ? length.value : least;
  return { at, bytes };
}

function readVarint(file: Buffer, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let next = at; ; next++) {
    const byte = file[next]!;
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: next + 1 };
  }
}

/** Bytes of the record's own header, which says what types its values have. */
export function readHeaderBytes(file: Buffer, { at }: RecordPlace): number {
  return readVarint(file, at).value;
}
