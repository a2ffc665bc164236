import type { ConsoleWords } from "../british.ts";

export const floor: ConsoleWords["floor"] = {};
