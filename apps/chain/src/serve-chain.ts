/** What a chain does besides taking events: it makes figures of them, publishes versions for shops, and serves its API and console. */
import { createDistribution, type Distribution } from "./down/distribution.ts";
import { readStates } from "./down/read-states.ts";
import { createRefusalAlarm } from "./down/roll-outs/roll-outs.ts";
import { prepareFigures, projectAll } from "./figures/projector.ts";
import type { HubUsers } from "./hub/hub-users.ts";
import type { Chain } from "./open-chain.ts";
import { repeat } from "./repeat.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";

export interface ServeOptions {
  readonly chain: Chain;
  readonly hubUsers: HubUsers;
  /** Opens the API, which puts versions into the distribution. */
  readonly openHttp: (distribution: Distribution) => Promise<{ close(): Promise<void> }>;
  /** Seals the secrets of webhooks; null: nothing is sent. */
  readonly webhookKey: Uint8Array | null;
  readonly nowMs: () => number;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

/** Pauses between turns. */
const PROJECT_EVERY_MS = 1000;
const PUBLISH_EVERY_MS = 5000;
const WITHDRAW_EVERY_MS = 60_000;
const SEND_EVERY_MS = 1000;

/** Resolves when the API is open. */
export async function serveChain(options: ServeOptions): Promise<{ close(): Promise<void> }> {
  const { chain, hubUsers, openHttp, webhookKey, nowMs, onFailed } = options;
  const { db, connection, manager } = chain;
  await prepareFigures(db);
  const distribution = createDistribution({ db, connection, manager, nowMs });
  const server = await openHttp(distribution);
  const alarm = createRefusalAlarm(() => readStates(db, nowMs()));
  const projecting = repeat(PROJECT_EVERY_MS, () =>
    projectAll(db).catch((error) => onFailed("making figures", error)),
  );
  let hasLooked = false;
  const publishing = repeat(PUBLISH_EVERY_MS, async () => {
    try {
      // What the hub has lost while the process was away.
      if (!hasLooked) await distribution.republish();
      hasLooked = true;
      await distribution.moveOn(alarm);
      await distribution.publish();
    } catch (error) {
      onFailed("publishing versions", error);
    }
  });
  // At the start, and where the hub could not be told at once.
  const withdrawing = repeat(WITHDRAW_EVERY_MS, () =>
    hubUsers
      .tellWithdrawn()
      .catch((error) => onFailed("withdrawing credentials at the hub", error)),
  );
  const sending = sendWebhooks(options, webhookKey);
  return {
    close: async () => {
      await server.close();
      await Promise.all([projecting.stop(), publishing.stop(), withdrawing.stop()]);
      await sending.stop();
    },
  };
}

/** What was under way when it stops is begun again by the next process. */
function sendWebhooks(
  { chain: { db }, nowMs, onFailed }: ServeOptions,
  key: Uint8Array | null,
): { stop(): Promise<void> } {
  if (key === null) return { stop: async () => {} };
  const sender = createWebhookSender({
    ...{ db, key, nowMs, fetch, random: Math.random },
    onFailed: (error) => onFailed("sending webhooks", error),
  });
  const sending = repeat(SEND_EVERY_MS, () =>
    sender.begin().catch((error) => onFailed("sending webhooks", error)),
  );
  return {
    stop: async () => {
      await sending.stop();
      await sender.rest();
    },
  };
}
