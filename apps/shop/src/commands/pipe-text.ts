import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Writes texts to a stream no faster than it takes them, and leaves it open. */
export async function pipeText(texts: Iterable<string>, out: Writable): Promise<void> {
  await pipeline(Readable.from(texts), out, { end: false });
}
