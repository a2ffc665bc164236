import type { ConsoleWords } from "../british.ts";

export const parts: ConsoleWords["parts"] = {};
