import type { ConsoleProblems } from "../console-codes.ts";

export const problems: ConsoleProblems = { tryAgain: "Try again", words: null };
