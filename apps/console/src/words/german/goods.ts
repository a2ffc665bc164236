import type { ConsoleWords } from "../british.ts";

export const goods: ConsoleWords["goods"] = {};
