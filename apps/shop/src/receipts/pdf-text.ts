/** Text for a PDF, whose fonts have few glyphs and whose writer goes from left to right. */

/** Windows-1252 beyond Latin-1: what the standard fonts of PDF have (ISO 32000-1, annex D). */
const WINDOWS_ONLY = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");

/** Whether the fonts that every PDF reader has can show a character. */
export function hasStandardGlyph(character: string): boolean {
  const code = character.codePointAt(0)!;
  return (
    (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || WINDOWS_ONLY.has(character)
  );
}

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * Whether a character is of a script that is written to the left. pdfkit would turn the digits
 * beside it around as well, and a receipt must not say 21 where it means 12.
 */
export function isRightToLeft(character: string): boolean {
  return RIGHT_TO_LEFT.test(character);
}

/** Marks without a shape: they steer direction, joining and hyphens. */
const SHAPELESS = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const MINUS = "\u2212";
const EN_DASH = "\u2013";

/** Whether a text can be shown without codes. */
export function isPrintable(text: string, hasGlyph: (character: string) => boolean): boolean {
  return [...tidyText(text, hasGlyph)].every((one) => one === NO_BREAK || hasGlyph(one));
}

/** Where a line must not be broken; drawn as a space. */
export const NO_BREAK = "\u00a0";

/**
 * All spaces become one of two kinds, those where lines break and those where they do not; a minus
 * that the font lacks is the dash that is drawn the same.
 */
function tidyText(text: string, hasGlyph: (character: string) => boolean): string {
  const tidied = text
    .normalize("NFC")
    .replace(SHAPELESS, "")
    .replace(/[\u2007\u202f]/gu, NO_BREAK)
    .replace(/[^\S\u00a0]+|[\p{Cc}]+/gu, " ")
    .trim();
  return hasGlyph(MINUS) ? tidied : tidied.replaceAll(MINUS, EN_DASH);
}

/** The text, each character that the font lacks as its code: "[U+0141]". */
export function encodeMissing(text: string, hasGlyph: (character: string) => boolean): string {
  return [...tidyText(text, hasGlyph)]
    .map((one) => (one === NO_BREAK || hasGlyph(one) ? one : nameCharacter(one)))
    .join("");
}

function nameCharacter(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** Lines of at most `widthPt`, broken at spaces, and within a word that is too long alone. */
export function wrapText(
  text: string,
  widthPt: number,
  measurePt: (text: string) => number,
): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (measurePt(joined) <= widthPt) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = breakWord(word, widthPt, measurePt);
    line = pieces.pop()!;
    lines.push(...pieces);
  }
  return [...lines, line];
}

/** Pieces of a word, each of one character at least. */
function breakWord(word: string, widthPt: number, measurePt: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && measurePt(piece + character) > widthPt) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}
