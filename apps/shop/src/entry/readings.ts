/** What card readers at gates have read, as a terminal that gives each out to the request that it was read for. */
import type { CardTerminal, TerminalOutcome } from "./card-terminal.ts";
import { TERMINAL_ANSWERS_MAX } from "./entry-limits.ts";

export interface Readings extends CardTerminal {
  keep(requestId: string, outcome: TerminalOutcome): void;
}

/** Who asks with a request of their own finds nobody at the reader: it waits for cards by itself. */
export function createReadings(): Readings {
  const kept = new Map<string, TerminalOutcome>();
  return {
    keep: (requestId, outcome) => {
      kept.set(requestId, outcome);
      if (kept.size > TERMINAL_ANSWERS_MAX) kept.delete(kept.keys().next().value!);
    },
    presentForEntry: async ({ requestId }) => kept.get(requestId) ?? { kind: "nobody" },
  };
}
