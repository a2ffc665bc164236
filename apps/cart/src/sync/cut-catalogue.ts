/** A catalogue's text, cut into its products as it comes: tens of thousands at once would take the memory of the cart. */

const [QUOTE, BACKSLASH, COMMA] = [...Buffer.from('"\\,')];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [...Buffer.from("{}[]")];
const SPACES: readonly number[] = [...Buffer.from(" \t\r\n")];
const PRODUCTS = "products";

/** A piece of the text: from which byte on, and what it says. */
export type OnProduct = (text: string, fromByte: number, bytes: number) => void;

export class CatalogueCutter {
  readonly #onProduct: OnProduct;
  /** The text but for the products. */
  readonly #head: Buffer[] = [];
  /** What has come of the product that has begun. */
  #product: Buffer[] = [];
  #productFrom = -1;
  #at = 0;
  #depth = 0;
  /** The last string of the outer object: its newest key. */
  #key = "";
  #isInString = false;
  #isEscaped = false;
  #isInProducts = false;
  #isDamaged = false;

  constructor(onProduct: OnProduct) {
    this.#onProduct = onProduct;
  }

  push(piece: Buffer): void {
    /** From where on this piece is not kept yet. */
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]!;
      if (this.#isInString) this.#takeCharacter(byte);
      else if (byte === QUOTE) this.#beginString();
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (this.#isBetween()) {
          this.#productFrom = this.#at + at;
          this.#isDamaged ||= byte !== OPEN_OBJECT;
          from = at;
        } else if (this.#depth === 1 && byte === OPEN_ARRAY && this.#key === PRODUCTS) {
          this.#isInProducts = true;
          this.#head.push(piece.subarray(from, at + 1));
        }
        this.#depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth--;
        if (this.#productFrom >= 0 && this.#depth === 2) this.#endProduct(piece, from, at);
        else if (this.#isInProducts && this.#depth === 1) {
          this.#isInProducts = false;
          from = at;
        }
      } else if (this.#isBetween()) this.#isDamaged ||= byte !== COMMA && !SPACES.includes(byte);
    }
    if (this.#productFrom >= 0) this.#product.push(piece.subarray(from));
    else if (!this.#isInProducts) this.#head.push(piece.subarray(from));
    this.#at += piece.length;
  }

  /** The text with no products, once all has come; null where it cannot be a catalogue. */
  end(): string | null {
    if (this.#isDamaged || this.#depth !== 0 || this.#isInString) return null;
    return Buffer.concat(this.#head).toString();
  }

  /** Where a product begins next. */
  #isBetween(): boolean {
    return this.#isInProducts && this.#depth === 2;
  }

  #beginString(): void {
    this.#isInString = true;
    this.#isDamaged ||= this.#isBetween();
    if (this.#depth === 1) this.#key = "";
  }

  #takeCharacter(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInString = false;
    else if (this.#depth === 1 && this.#key.length <= PRODUCTS.length) {
      this.#key += String.fromCharCode(byte);
    }
  }

  #endProduct(piece: Buffer, from: number, at: number): void {
    const text = Buffer.concat([...this.#product, piece.subarray(from, at + 1)]);
    this.#onProduct(text.toString(), this.#productFrom, text.length);
    this.#product = [];
    this.#productFrom = -1;
  }
}
