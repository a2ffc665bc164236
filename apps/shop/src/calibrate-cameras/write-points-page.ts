import { readFileSync } from "node:fs";
import { escapeHtml } from "../receipts/escape-html.ts";

const TEMPLATE = new URL("points-page.html", import.meta.url);

/**
 * A page, whole in itself, on which points of a picture are clicked and written down as the table that
 * `readPointsCsv` reads.
 * @param sourceName what the picture is of, for its title
 */
export function writePointsPage(sourceName: string, jpeg: Uint8Array): string {
  // A function puts in what "$&" and the like would make something else of.
  return readFileSync(TEMPLATE, "utf8")
    .replaceAll("SOURCE_NAME", () => escapeHtml(sourceName))
    .replace("PICTURE_BASE64", () => Buffer.from(jpeg).toString("base64"));
}
