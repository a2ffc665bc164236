import type { ConsoleWords } from "../british.ts";

export const visits: ConsoleWords["visits"] = {};
