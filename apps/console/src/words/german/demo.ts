import type { ConsoleWords } from "../british.ts";

export const demo: ConsoleWords["demo"] = {};
