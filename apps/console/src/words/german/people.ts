import type { ConsoleWords } from "../british.ts";

export const people: ConsoleWords["people"] = {};
