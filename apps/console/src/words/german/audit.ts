import type { ConsoleWords } from "../british.ts";

export const audit: ConsoleWords["audit"] = {};
