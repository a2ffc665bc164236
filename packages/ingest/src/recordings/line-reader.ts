import { type FileHandle, open } from "node:fs/promises";
import { RecordingError } from "./recording-codes.ts";
import type { RecordingLimits } from "./recording-limits.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Reads a file line by line from two blocks in turn: while the lines of one are taken, the other
 * is being filled. A line that goes on in the next block is joined in a buffer of its own.
 *
 * `take()` is synchronous and sets `buffer`, `lineStart` and `lineEnd` to the next line at hand;
 * where it answers false, `await fill()` and try again until `ended`. A line's bytes are valid
 * until the next `take()`.
 */
export class LineReader {
  readonly path: string;
  buffer: Buffer;
  lineStart = 0;
  lineEnd = 0;
  /** Number of the line that was taken last, from 1. */
  line = 0;
  /** Whether that line is the file's last and has no newline. */
  lineIsOpen = false;
  ended = false;
  bytesRead = 0;
  readonly #limits: RecordingLimits;
  #file: FileHandle | null = null;
  #fileEnded = false;
  #block: Buffer;
  #blockAt = 0;
  #blockEnd = 0;
  #spare: Buffer;
  #spareRead: Promise<number | Error> | null = null;
  #join = Buffer.alloc(0);
  #joinBytes = 0;

  constructor(path: string, limits: RecordingLimits) {
    this.path = path;
    this.#limits = limits;
    this.#block = Buffer.allocUnsafeSlow(limits.blockBytes);
    this.#spare = Buffer.allocUnsafeSlow(limits.blockBytes);
    this.buffer = this.#block;
  }

  take(): boolean {
    const from = this.#blockAt;
    const newline = from < this.#blockEnd ? this.#block.indexOf(NEWLINE, from) : -1;
    // Beyond its end the block holds bytes of earlier reads.
    const isWhole = newline >= 0 && newline < this.#blockEnd;
    if (isWhole && this.#joinBytes === 0) {
      this.#blockAt = newline + 1;
      this.#setLine(this.#block, from, newline);
      return true;
    }
    this.#extendJoin(from, isWhole ? newline : this.#blockEnd);
    this.#blockAt = isWhole ? newline + 1 : this.#blockEnd;
    if (!isWhole) {
      if (!this.#fileEnded) return false;
      if (this.#joinBytes === 0) {
        this.ended = true;
        return false;
      }
      this.lineIsOpen = true;
    }
    const bytes = this.#joinBytes;
    this.#joinBytes = 0;
    this.#setLine(this.#join, 0, bytes);
    return true;
  }

  /** Opens the file and begins to read; `fill()` does so where it was not done. */
  start(): void {
    this.#spareRead ??= this.#openAndRead();
  }

  async fill(): Promise<void> {
    if (this.#fileEnded) return;
    this.start();
    const read = await this.#spareRead!;
    if (read instanceof Error) {
      throw new RecordingError("file-unreadable", this.path, null, "cannot be read", read);
    }
    [this.#block, this.#spare] = [this.#spare, this.#block];
    this.#blockAt = 0;
    this.#blockEnd = read;
    this.bytesRead += read;
    this.#fileEnded = read === 0;
    this.#spareRead = this.#fileEnded ? null : this.#openAndRead();
  }

  async close(): Promise<void> {
    await this.#spareRead;
    this.#spareRead = null;
    await this.#file?.close();
    this.#file = null;
  }

  /** Fills the spare block; a failure is a value, for nobody may be waiting yet. */
  async #openAndRead(): Promise<number | Error> {
    try {
      this.#file ??= await open(this.path, "r");
      const { bytesRead } = await this.#file.read(this.#spare, 0, this.#spare.length, null);
      return bytesRead;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #setLine(buffer: Buffer, start: number, end: number): void {
    this.line++;
    this.#checkLength(end - start, this.line);
    this.buffer = buffer;
    this.lineStart = this.line === 1 && startsWithMark(buffer, start, end) ? start + 3 : start;
    this.lineEnd = end > start && buffer[end - 1] === RETURN ? end - 1 : end;
  }

  #extendJoin(from: number, to: number): void {
    const bytes = this.#joinBytes + to - from;
    this.#checkLength(bytes, this.line + 1);
    if (bytes > this.#join.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(bytes, this.#join.length * 2));
      this.#join.copy(grown, 0, 0, this.#joinBytes);
      this.#join = grown;
    }
    this.#block.copy(this.#join, this.#joinBytes, from, to);
    this.#joinBytes = bytes;
  }

  #checkLength(bytes: number, line: number): void {
    if (bytes <= this.#limits.lineBytesMax) return;
    const detail = `the line is longer than ${this.#limits.lineBytesMax} bytes`;
    throw new RecordingError("line-too-long", this.path, line, detail);
  }
}

/** Whether the bytes start with UTF-8's byte order mark, which some editors write. */
function startsWithMark(buffer: Buffer, start: number, end: number): boolean {
  return (
    end - start >= 3 &&
    buffer[start] === 0xef &&
    buffer[start + 1] === 0xbb &&
    buffer[start + 2] === 0xbf
  );
}
