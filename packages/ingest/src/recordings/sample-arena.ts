/** Floats that batches share one block of memory for; a block is never written twice. */

const ARENA_BYTES = 256 * 1024;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Bits of an infinite float32 without its sign, moved up by one. */
const INFINITY_BITS = 0xff000000 | 0;

/**
 * Decodes base64 of little-endian float32 (the byte order of every machine that Node runs on but
 * s390x) straight to where the batch's samples stay. Batches own their samples: the arena hands
 * out each byte once, and starts a new block when one is used up.
 */
export class SampleArena {
  /** Samples of the last batch that were infinite and are NaN now. */
  infinityCount = 0;
  #block = Buffer.allocUnsafeSlow(ARENA_BYTES);
  #words = new Int32Array(this.#block.buffer);
  #usedBytes = 0;

  /** The floats, or undefined where the text does not decode to exactly `count` of them. */
  decode(base64: string, count: number): Float32Array | undefined {
    const bytes = count * FLOAT_BYTES;
    if (this.#usedBytes + bytes > this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(Math.max(ARENA_BYTES, bytes));
      this.#words = new Int32Array(this.#block.buffer);
      this.#usedBytes = 0;
    }
    const at = this.#usedBytes;
    if (this.#block.write(base64, at, bytes, "base64") !== bytes) return undefined;
    this.#usedBytes += bytes;
    const samples = new Float32Array(this.#block.buffer, at, count);
    const from = at / FLOAT_BYTES;
    const isClean = !hasInfinity(this.#words, from, from + count);
    this.infinityCount = isClean ? 0 : replaceInfinities(samples);
    return samples;
  }
}

/** Four at a time: it runs over every sample of a recording, and takes half the time so. */
function hasInfinity(words: Int32Array, from: number, to: number): boolean {
  let i = from;
  for (; i + 3 < to; i += 4) {
    if (
      words[i]! << 1 === INFINITY_BITS ||
      words[i + 1]! << 1 === INFINITY_BITS ||
      words[i + 2]! << 1 === INFINITY_BITS ||
      words[i + 3]! << 1 === INFINITY_BITS
    ) {
      return true;
    }
  }
  for (; i < to; i++) if (words[i]! << 1 === INFINITY_BITS) return true;
  return false;
}

function replaceInfinities(samples: Float32Array): number {
  let count = 0;
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i]!) !== Infinity) continue;
    samples[i] = Number.NaN;
    count++;
  }
  return count;
}

/** Whether a base64 text of this length, with or without padding, holds `count` floats. */
export function holdsFloats(base64Length: number, count: number): boolean {
  const bytes = count * FLOAT_BYTES;
  return base64Length === Math.ceil(bytes / 3) * 4 || base64Length === Math.ceil((bytes * 4) / 3);
}
