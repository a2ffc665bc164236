import type { ConsoleWords } from "../british.ts";

export const health: ConsoleWords["health"] = {};
