import type { ConsoleWords } from "../british.ts";

export const webhooks: ConsoleWords["webhooks"] = {};
