import { resolve } from "node:path";
import { noteAt } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { Settings } from "./config-schema.ts";
import { readBytes } from "./read-text-file.ts";
import type { ReceiptFonts } from "./receipt-fonts.ts";
import type { LookupContext } from "./take-secret.ts";

/** How font files begin: OpenType's sfnt versions, WOFF 1 (W3C, 2012) and 2 (W3C, 2018). */
const BEGINNINGS = ["\u0000\u0001\u0000\u0000", "true", "OTTO", "wOFF", "wOF2"];

/** The fonts of receipts; null where the shop has none of its own. What is no font is noted. */
export function makeFonts(
  settings: Settings["shop"]["receiptFonts"],
  context: LookupContext,
): ReceiptFonts | null {
  if (settings === undefined) return null;
  const take = (face: "regular" | "bold"): Uint8Array => {
    const path = resolve(context.folder, settings[face]);
    const bytes = readBytes(path, CONFIG_LIMITS.fontBytesMax);
    if (typeof bytes === "string") {
      noteAt(context, settings, face, `${path}: ${bytes}`);
      return new Uint8Array();
    }
    if (!BEGINNINGS.includes(bytes.toString("latin1", 0, 4))) {
      noteAt(context, settings, face, `${path}: this is no TrueType, OpenType or WOFF font`);
    }
    return bytes;
  };
  return { regular: take("regular"), bold: take("bold") };
}
