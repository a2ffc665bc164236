import type { ConsoleWords } from "../british.ts";

export const yourSignIn: ConsoleWords["yourSignIn"] = {};
