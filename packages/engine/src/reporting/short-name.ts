/** A name longer than this, in characters, is cut short where a sentence is made of it. */
export const SENTENCE_NAME_MAX = 60;

/**
 * A product's name as a sentence can bear it: what the sentence says of the product comes after the
 * name, and is to be read without reading 200 characters first.
 *
 * @returns at most `SENTENCE_NAME_MAX` characters; what is cut ends in an ellipsis.
 */
export function shortenName(name: string): string {
  const characters = [...name];
  if (characters.length <= SENTENCE_NAME_MAX) return name;
  return `${characters
    .slice(0, SENTENCE_NAME_MAX - 1)
    .join("")
    .trimEnd()}…`;
}
