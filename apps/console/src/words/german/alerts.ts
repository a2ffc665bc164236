import type { ConsoleWords } from "../british.ts";

export const alerts: ConsoleWords["alerts"] = {};
