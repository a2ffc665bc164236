import type { ConsoleWords } from "../british.ts";

export const review: ConsoleWords["review"] = {};
