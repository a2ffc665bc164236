import type { ConsoleWords } from "../british.ts";

export const till: ConsoleWords["till"] = {};
