import type { ConsoleWords } from "../british.ts";

export const walk: ConsoleWords["walk"] = {};
