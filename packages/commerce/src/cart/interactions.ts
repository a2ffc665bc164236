/** What an interaction is to a shelf. */
import type { Candidate } from "./events.ts";

/** The shopper of interactions that nobody is known to have made. */
export const NOBODY = "nobody";

/** What an interaction changes on the shelf, units. */
export function countOnShelf({ kind, quantity }: Candidate): number {
  switch (kind) {
    case "pick":
      return -quantity;
    case "putback":
      return quantity;
    case "handover":
      return 0;
    default:
      return kind satisfies never;
  }
}
