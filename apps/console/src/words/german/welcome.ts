import type { ConsoleWords } from "../british.ts";

export const welcome: ConsoleWords["welcome"] = {};
