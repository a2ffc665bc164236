/** What a chain does besides taking events: it makes figures of them, publishes versions for shops, and serves its API and console. */
import { createDistribution, type Distribution } from "./down/distribution.ts";
import { readStates } from "./down/read-states.ts";
import { createRefusalAlarm } from "./down/roll-outs/roll-outs.ts";
import { prepareFigures, projectAll } from "./figures/projector.ts";
import { FORECAST_SETTINGS, type ForecastSettings } from "./forecasts/forecast-settings.ts";
import { prepareForecasts } from "./forecasts/prepare-forecasts.ts";
import { createAskShop } from "./hub/ask-shop.ts";
import type { HubUsers } from "./hub/hub-users.ts";
import type { Chain } from "./open-chain.ts";
import { repeat } from "./repeat.ts";

export interface ServeOptions {
  readonly chain: Chain;
  readonly hubUsers: HubUsers;
  /** Opens the API, which puts versions into the distribution. */
  readonly openHttp: (distribution: Distribution) => Promise<{ close(): Promise<void> }>;
  readonly forecast?: ForecastSettings;
  readonly nowMs: () => number;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

/** Pauses between turns. */
const PROJECT_EVERY_MS = 1000;
const PUBLISH_EVERY_MS = 5000;
const FORECAST_EVERY_MS = 5000;
const WITHDRAW_EVERY_MS = 60_000;

/** Resolves when the API is open. */
export async function serveChain(options: ServeOptions): Promise<{ close(): Promise<void> }> {
  const { chain, hubUsers, openHttp, nowMs, onFailed, forecast = FORECAST_SETTINGS } = options;
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
  const ask = createAskShop(connection);
  const forecasting = repeat(FORECAST_EVERY_MS, () =>
    prepareForecasts({ db, ask, settings: forecast, nowMs }).catch((error) =>
      onFailed("preparing forecasts", error),
    ),
  );
  // At the start, and where the hub could not be told at once.
  const withdrawing = repeat(WITHDRAW_EVERY_MS, () =>
    hubUsers
      .tellWithdrawn()
      .catch((error) => onFailed("withdrawing credentials at the hub", error)),
  );
  return {
    close: async () => {
      await server.close();
      const all = [projecting, publishing, withdrawing, forecasting];
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
