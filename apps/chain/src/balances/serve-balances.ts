/** What the chain's process does for gift cards and points: it answers shops' calls and follows their journals. */
import type { NatsConnection } from "@nats-io/transport-node";
import type { RandomBytes } from "../access/tokens.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { answerCalls } from "../hub/answer-calls.ts";
import type { MessageSigning } from "../hub/message-signing.ts";
import { repeat } from "../repeat.ts";
import { applyJournals } from "./apply-journal.ts";
import { listBalanceCalls } from "./balance-calls.ts";
import { endHolds } from "./end-holds.ts";

export interface ServeBalancesOptions {
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly signing: MessageSigning;
  readonly nowMs: () => number;
  readonly random: RandomBytes;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

/** Pauses between turns. */
const APPLY_EVERY_MS = 1000;
const END_EVERY_MS = 60_000;

export function serveBalances(options: ServeBalancesOptions): { close(): Promise<void> } {
  const { db, connection, signing, nowMs, random, onFailed } = options;
  const calls = answerCalls({
    ...{ connection, signing, calls: listBalanceCalls(db, nowMs, random) },
    onFailed: (error) => onFailed("answering a shop", error),
  });
  const applying = repeat(APPLY_EVERY_MS, () =>
    applyJournals(db).catch((error) => onFailed("applying journals to balances", error)),
  );
  const ending = repeat(END_EVERY_MS, () =>
    endHolds(db, nowMs()).catch((error) => onFailed("ending holds", error)),
  );
  return {
    close: async () => {
      await Promise.all([calls.close(), applying.stop(), ending.stop()]);
    },
  };
}
