import type { ConsoleWords } from "../british.ts";

export const numbers: ConsoleWords["numbers"] = {};
