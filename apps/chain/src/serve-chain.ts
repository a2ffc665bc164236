/**
 * What a chain does besides taking events: it makes figures of them, keeps gift cards and points, publishes versions for
 * shops, and serves its API and console.
 */
import { serveBalances } from "./balances/serve-balances.ts";
import { createDistribution, type Distribution } from "./down/distribution.ts";
import { readStates } from "./down/read-states.ts";
import { createRefusalAlarm } from "./down/roll-outs/roll-outs.ts";
import { prepareFigures, projectAll } from "./figures/projector.ts";
import type { HubUsers } from "./hub/hub-users.ts";
import type { Chain } from "./open-chain.ts";
import { repeat } from "./repeat.ts";

export interface ServeOptions {
  readonly chain: Chain;
  readonly hubUsers: HubUsers;
  /** Opens the API, which puts versions into the distribution. */
  readonly openHttp: (distribution: Distribution) => Promise<{ close(): Promise<void> }>;
  readonly nowMs: () => number;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

/** Pauses between turns. */
const PROJECT_EVERY_MS = 1000;
const PUBLISH_EVERY_MS = 5000;
const WITHDRAW_EVERY_MS = 60_000;

/** Resolves when the API is open. */
export async function serveChain(options: ServeOptions): Promise<{ close(): Promise<void> }> {
  const { chain, hubUsers, openHttp, nowMs, onFailed } = options;
  const { db, connection, manager } = chain;
  await prepareFigures(db);
  const distribution = createDistribution({ db, connection, manager, nowMs });
  const server = await openHttp(distribution);
  const alarm = createRefusalAlarm(() => readStates(db, nowMs()));
  const projecting = repeat(PROJECT_EVERY_MS, () =>
    projectAll(db).catch((error) => onFailed("making figures", error)),
  );
  const balances = serveBalances({ db, connection, nowMs, onFailed });
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
  const withdrawing = repeat(WITHDRAW_EVERY_MS, async () => {
    try {
      await hubUsers.learn();
      await hubUsers.endFormer(nowMs());
      await hubUsers.tellWithdrawn();
    } catch (error) {
      onFailed("withdrawing credentials at the hub", error);
    }
  });
  return {
    close: async () => {
      await server.close();
      await balances.close();
      await Promise.all([projecting.stop(), publishing.stop(), withdrawing.stop()]);
    },
  };
}
