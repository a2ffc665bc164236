/**
 * A scanner of JSON bytes that builds no objects: the caller walks down the keys it wants and
 * skips the rest. Nearly all of a recording is values that nobody asks for (base64 text, boxes,
 * hands), and JSON.parse makes every one of them.
 *
 * It takes what it knows and sets `failed` at anything else (an escape in a key or a wanted text,
 * a bare NaN, bytes that are no JSON); the caller then parses the line with JSON.parse, which
 * decides. A value that is skipped is checked for its brackets and texts alone.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Doubles hold powers of ten exactly up to here. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

const SLOTS = 256;

/** Keys that a caller asks for; a key's number is its place in the list. */
export class KeySet {
  readonly #names: readonly Buffer[];
  /** Number by hash; a set whose keys share a slot is refused, and another hash is due. */
  readonly #bySlot = new Int16Array(SLOTS).fill(-1);

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => Buffer.from(name, "latin1"));
    for (const [i, name] of this.#names.entries()) {
      const slot = hashBytes(name) % SLOTS;
      if (this.#bySlot[slot] !== -1) throw new Error(`two keys in one slot: ${names.join(" ")}`);
      this.#bySlot[slot] = i;
    }
  }

  find(hash: number, buffer: Buffer, start: number, end: number): number {
    const at = this.#bySlot[hash % SLOTS]!;
    if (at < 0) return -1;
    const name = this.#names[at]!;
    const length = name.length;
    if (length !== end - start) return -1;
    for (let i = 0; i < length; i++) if (name[i] !== buffer[start + i]) return -1;
    return at;
  }
}

/** Small enough to stay a small integer for keys of any length. */
function addToHash(hash: number, byte: number): number {
  return (hash * 33 + byte) & 0xffff;
}

function hashBytes(bytes: Buffer): number {
  let hash = 0;
  for (const byte of bytes) hash = addToHash(hash, byte);
  return hash;
}

export class JsonScanner {
  failed = false;
  /** Span of the text that `readText()` found last, without quotes. */
  textStart = 0;
  textEnd = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  /** Whether nothing of the object or list entered last was read yet. */
  #isFirst = false;

  begin(buffer: Buffer, start: number, end: number): void {
    this.#buffer = buffer;
    this.#at = start;
    this.#end = end;
    this.failed = false;
  }

  /** Whether the document was read to its end without a failure. */
  finish(): boolean {
    this.#peek();
    return !this.failed && this.#at === this.#end;
  }

  /** Enters an object; false where the next value is none. */
  enterObject(): boolean {
    return this.#enter(OPEN_OBJECT);
  }

  /** Enters a list; false where the next value is none. */
  enterList(): boolean {
    return this.#enter(OPEN_LIST);
  }

  /**
   * Goes to the next key of the object entered that is one of `keys` and answers its number,
   * skipping the others; -1 at the object's end or a failure. The caller reads or skips the value
   * before it asks again.
   */
  nextKey(keys: KeySet): number {
    while (!this.failed) {
      if (this.#isClosed(CLOSE_OBJECT)) return -1;
      if (this.#peek() !== QUOTE) break;
      const found = this.#readKey(keys);
      if (this.#peek() !== COLON) break;
      this.#at++;
      if (found >= 0) return found;
      this.skip();
    }
    this.failed = true;
    return -1;
  }

  /** Whether the list entered has another value; leaves the list where it has none. */
  nextItem(): boolean {
    return !this.#isClosed(CLOSE_LIST) && !this.failed;
  }

  /** Finds a text without escapes and sets its span. */
  readText(): void {
    if (this.#peek() !== QUOTE) {
      this.failed = true;
      return;
    }
    const start = this.#at + 1;
    const close = this.#buffer.indexOf(QUOTE, start);
    if (close < 0 || close >= this.#end) {
      this.failed = true;
      return;
    }
    this.textStart = start;
    this.textEnd = close;
    this.#at = close + 1;
  }

  /** A number as JSON.parse reads it. */
  readExactNumber(): number {
    this.#peek();
    const start = this.#at;
    this.readNumber();
    return Number(this.#buffer.toString("latin1", start, this.#at));
  }

  /** A number to about 2 units of its last place, which is exact up to 15 digits. */
  readNumber(): number {
    const buffer = this.#buffer;
    let byte = this.#peek();
    let at = this.#at;
    const isNegative = byte === MINUS;
    if (isNegative) byte = buffer[++at]!;
    const digitsStart = at;
    let mantissa = 0;
    while (byte >= ZERO && byte <= ZERO + 9) {
      mantissa = mantissa * 10 + (byte - ZERO);
      byte = buffer[++at]!;
    }
    let failed = at === digitsStart;
    let exponent = 0;
    if (byte === DOT) {
      const fractionStart = at + 1;
      byte = buffer[++at]!;
      while (byte >= ZERO && byte <= ZERO + 9) {
        mantissa = mantissa * 10 + (byte - ZERO);
        byte = buffer[++at]!;
      }
      exponent = fractionStart - at;
      failed ||= exponent === 0;
    }
    this.#at = at;
    if ((byte | 0x20) === 0x65) exponent += this.#readExponent();
    if (failed || this.#at > this.#end || exponent > 22 || exponent < -22) {
      this.failed = true;
      return Number.NaN;
    }
    const value =
      exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent]! : mantissa * POWERS_OF_TEN[exponent]!;
    return isNegative ? -value : value;
  }

  /** Skips one value of any kind. */
  skip(): void {
    const buffer = this.#buffer;
    const end = this.#end;
    const first = this.#peek();
    let depth = 0;
    if (first === QUOTE) this.#at = skipText(buffer, this.#at + 1, end);
    else if (first !== OPEN_OBJECT && first !== OPEN_LIST) this.#skipWord();
    else {
      let at = this.#at;
      do {
        const byte = buffer[at++]!;
        // The brackets of lists and objects differ in this bit alone.
        const bracket = byte | 0x20;
        if (byte === QUOTE) at = skipText(buffer, at, end);
        else if (bracket === OPEN_OBJECT) depth++;
        else if (bracket === CLOSE_OBJECT) depth--;
      } while (depth > 0 && at < end);
      this.#at = at;
    }
    if (depth > 0 || this.#at > end) this.failed = true;
  }

  #enter(bracket: number): boolean {
    if (this.#peek() !== bracket) return false;
    this.#at++;
    this.#isFirst = true;
    return true;
  }

  /** Takes the bracket, or the comma that must stand before another key or value. */
  #isClosed(bracket: number): boolean {
    const byte = this.#peek();
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (byte === bracket) {
      this.#at++;
      return true;
    }
    if (byte === COMMA && !isFirst) this.#at++;
    else if (!isFirst || byte === 0) this.failed = true;
    return false;
  }

  /** The next byte that is no white space; fails at the end and answers 0. */
  #peek(): number {
    const buffer = this.#buffer;
    const end = this.#end;
    let at = this.#at;
    while (at < end) {
      const byte = buffer[at]!;
      if (byte > 0x20) {
        this.#at = at;
        return byte;
      }
      at++;
    }
    this.#at = end;
    return 0;
  }

  #readKey(keys: KeySet): number {
    const buffer = this.#buffer;
    const start = this.#at + 1;
    let hash = 0;
    let at = start;
    let byte = buffer[at]!;
    while (byte !== QUOTE && at < this.#end) {
      if (byte === BACKSLASH) this.failed = true;
      hash = addToHash(hash, byte);
      byte = buffer[++at]!;
    }
    this.#at = at + 1;
    if (at >= this.#end) this.failed = true;
    return keys.find(hash, buffer, start, at);
  }

  #readExponent(): number {
    const buffer = this.#buffer;
    let at = this.#at + 1;
    let byte = buffer[at]!;
    const isNegative = byte === MINUS;
    if (isNegative || byte === PLUS) byte = buffer[++at]!;
    const start = at;
    let exponent = 0;
    while (byte >= ZERO && byte <= ZERO + 9 && at - start < 4) {
      exponent = exponent * 10 + (byte - ZERO);
      byte = buffer[++at]!;
    }
    if (at === start) this.failed = true;
    this.#at = at;
    return isNegative ? -exponent : exponent;
  }

  /** A number, true, false or null, loosely. */
  #skipWord(): void {
    const buffer = this.#buffer;
    const start = this.#at;
    let at = start;
    for (; at < this.#end; at++) {
      const byte = buffer[at]!;
      if (byte <= 0x20 || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST) break;
      if (byte === QUOTE || byte === COLON || byte > 0x7a) this.failed = true;
    }
    if (at === start) this.failed = true;
    this.#at = at;
  }
}

/** Where the text goes on whose quote stands before `at`; beyond `end` where it has no end. */
function skipText(buffer: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const byte = buffer[next++]!;
    if (byte === QUOTE) return next;
    if (byte === BACKSLASH) next++;
  }
  return end + 1;
}
