import type { ConsoleWords } from "../british.ts";

export const devices: ConsoleWords["devices"] = {};
