/** A shopping list as a link, which a QR code carries from one screen to another. */

import { LIST_ITEM_CHARS_MAX, LIST_ITEMS_MAX } from "./limits.ts";

export interface ListItem {
  readonly text: string;
  readonly gtin: string | null;
}

const MARK = "#list=";
/** A QR code of error correction M has room for 2331 bytes (ISO/IEC 18004), in modules too small for cameras. */
export const LINK_CHARS_MAX = 1200;
const GTIN = /^\d{8,14}$/;

/**
 * The first items, as many as a code can carry.
 *
 * @param address of the page that shows the list, without a fragment
 */
export function makeListLink(address: string, items: readonly ListItem[]): string {
  let link = `${address}${MARK}`;
  for (const [at, { text, gtin }] of items.entries()) {
    const line = `${at === 0 ? "" : "\n"}${text}${gtin === null ? "" : `\t${gtin}`}`;
    const longer = link + encodeURIComponent(line);
    if (longer.length > LINK_CHARS_MAX) break;
    link = longer;
  }
  return link;
}

/** The items of a list's link, at most as many as a list may have; null for any other text. */
export function readListLink(link: string): readonly ListItem[] | null {
  const at = link.indexOf(MARK);
  if (at < 0) return null;
  const items = decode(link.slice(at + MARK.length)).split("\n");
  return items.slice(0, LIST_ITEMS_MAX).flatMap((line) => {
    const [text = "", gtin = ""] = line.split("\t");
    const name = text.trim().slice(0, LIST_ITEM_CHARS_MAX);
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
