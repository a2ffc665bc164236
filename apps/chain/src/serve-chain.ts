/** What a chain does besides taking events: it makes figures of them, publishes versions for shops, and serves its API and console. */
import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { createDistribution } from "./down/distribution.ts";
import { readStates } from "./down/read-states.ts";
import { createRefusalAlarm } from "./down/roll-outs/roll-outs.ts";
import { prepareFigures, projectAll } from "./figures/projector.ts";
import type { ChainHttpOptions } from "./http/http-context.ts";
import { openChainHttp } from "./http/open-chain-http.ts";
import type { Chain } from "./open-chain.ts";
import { repeat } from "./repeat.ts";

export interface ServeOptions
  extends Pick<ChainHttpOptions, "publicUrl" | "shards" | "demoUserId" | "consoleFolder"> {
  readonly chain: Chain;
  readonly host: string;
  readonly port: number;
  readonly nowMs: () => number;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

/** Pauses between turns. */
const PROJECT_EVERY_MS = 1000;
const PUBLISH_EVERY_MS = 5000;

/** Resolves when it listens. Rejects where the port is taken, or the pages have not been built. */
export async function serveChain({
  chain,
  host,
  port,
  nowMs,
  onFailed,
  ...http
}: ServeOptions): Promise<{ close(): Promise<void> }> {
  const { db, connection, manager } = chain;
  await prepareFigures(db);
  const distribution = createDistribution({ db, connection, manager, nowMs });
  const server = await openChainHttp({
    ...http,
    ...{ db, nowMs, distribution, random: randomBytes },
    logger: pino({ level: "warn" }, process.stderr),
  });
  await server.app.listen({ host, port });
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
  return {
    close: async () => {
      await server.close();
      await Promise.all([projecting.stop(), publishing.stop()]);
    },
  };
}
