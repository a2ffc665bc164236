import type { ConsoleWords } from "../british.ts";

export const shelf: ConsoleWords["shelf"] = {};
