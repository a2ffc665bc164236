import type { ConsoleWords } from "../british.ts";

export const carts: ConsoleWords["carts"] = {};
