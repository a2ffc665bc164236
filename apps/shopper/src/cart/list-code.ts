/** A shopping list as a link, which a QR code carries from one screen to another. */

export interface ListItem {
  readonly text: string;
  readonly gtin: string | null;
}

const MARK = "#list=";
const ITEMS_MAX = 200;
const CHARS_MAX = 200;
const GTIN = /^\d{8,14}$/;

/** @param address of the page that shows the list, without a fragment */
export function makeListLink(address: string, items: readonly ListItem[]): string {
  const lines = items.map(({ text, gtin }) => (gtin === null ? text : `${text}\t${gtin}`));
  return `${address}${MARK}${encodeURIComponent(lines.join("\n"))}`;
}

/** The items of a list's link, at most as many as a list may have; null for any other text. */
export function readListLink(link: string): readonly ListItem[] | null {
  const at = link.indexOf(MARK);
  if (at < 0) return null;
  const items = decode(link.slice(at + MARK.length)).split("\n");
  return items.slice(0, ITEMS_MAX).flatMap((line) => {
    const [text = "", gtin = ""] = line.split("\t");
    const name = text.trim().slice(0, CHARS_MAX);
    return name === "" ? [] : [{ text: name, gtin: GTIN.test(gtin) ? gtin : null }];
  });
}

/** Nothing where it is damaged. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return "";
    throw error;
  }
}
