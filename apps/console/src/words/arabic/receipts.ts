import type { ConsoleWords } from "../british.ts";

export const receipts: ConsoleWords["receipts"] = {};
