import { CODE_CHARS_MAX } from "./limits.ts";
import { addToList } from "./list.ts";
import { readListLink } from "./list-code.ts";
import { sendAct } from "./session.ts";

/** What a scanner, a camera or a person read: a list is the tablet's, all else the cart's. No code that is cut is one. */
export async function takeCode(code: string): Promise<void> {
  const items = readListLink(code);
  if (items === null) await sendAct({ kind: "scan", code: code.slice(0, CODE_CHARS_MAX) });
  else await addToList(items);
}
