/**
 * What a chain's backup has inside its encryption, compressed: frames, each a letter, the length of what follows (4
 * bytes) and that.
 *
 *     H header | F a file | (T table | D rows as COPY writes them … | E end of the table) … | Z end
 */

import { type Bytes, createReader, damaged } from "@saunter/server/backup/backup-cipher";
import Type, { type Static, type TSchema } from "typebox";
import { Check } from "typebox/value";

const FRAME_HEADER_BYTES = 5;
/** Longer ones are not written. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

const COUNT = Type.Integer({ minimum: 0 });

export const HEADER = Type.Object({
  format: Type.Literal("saunter-chain"),
  madeMs: COUNT,
  /** Steps of the database by their names, as far as they were done. */
  migrations: Type.Array(Type.String()),
  /** Of tables whose partitions are made as rows come; those that hold others first. */
  partitions: Type.Array(
    Type.Object({
      name: Type.String(),
      parent: Type.String(),
      bound: Type.String(),
      key: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type BackupHeader = Static<typeof HEADER>;

export const FILE = Type.Object({
  name: Type.String({ pattern: "^[a-z-]+\\.[a-z]+$" }),
  text: Type.String(),
});
export type BackupFile = Static<typeof FILE>;

export const TABLE = Type.Object({ name: Type.String(), columns: Type.Array(Type.String()) });
export type BackupTable = Static<typeof TABLE>;

export const END_OF_TABLE = Type.Object({ rows: COUNT });
export const END = Type.Object({ tables: COUNT, rows: COUNT });

export type FrameKind = "H" | "F" | "T" | "D" | "E" | "Z";

export interface Frame {
  readonly kind: string;
  readonly body: Buffer;
}

export function encodeFrame(kind: FrameKind, body: Uint8Array | object): Buffer {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.write(kind, "latin1");
  header.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([header, bytes]);
}

/** Throws `backup-damaged` where it ends within one. */
export async function* readFrames(source: Bytes, name: string): AsyncGenerator<Frame, void> {
  const reader = createReader(source);
  for (;;) {
    const header = await reader.readUpTo(FRAME_HEADER_BYTES);
    if (header.length === 0) return;
    if (header.length < FRAME_HEADER_BYTES) throw damaged(name);
    const length = header.readUInt32BE(1);
    if (length > FRAME_BYTES_MAX) throw damaged(name);
    const body = await reader.readUpTo(length);
    if (body.length < length) throw damaged(name);
    yield { kind: header.toString("latin1", 0, 1), body };
  }
}

/** What a frame says. Throws `backup-damaged` where it is of another form. */
export function decodeFrame<Schema extends TSchema>(
  schema: Schema,
  { body }: Frame,
  name: string,
): Static<Schema> {
  const value: unknown = JSON.parse(body.toString("utf8"));
  if (!Check(schema, value)) throw damaged(name);
  return value;
}
