/**
 * What a chain does besides taking events: it makes figures of them, keeps gift cards and points, publishes versions for
 * shops, looks for what is wrong, and serves its API and console.
 */

import { type KeyObject, randomBytes } from "node:crypto";
import { createGuardedFetch } from "@saunter/server/network/guarded-fetch";
import { type AlertWays, NO_WAYS } from "./alerts/alert-channels.ts";
import { ALERT_BOUNDS, type AlertBounds } from "./alerts/alert-limits.ts";
import { openAlerts } from "./alerts/open-alerts.ts";
import { serveBalances } from "./balances/serve-balances.ts";
import { createDistribution, type Distribution } from "./down/distribution.ts";
import { readStates } from "./down/read-states.ts";
import { createWaveReader } from "./down/roll-outs/roll-outs.ts";
import { prepareFigures, projectAll } from "./figures/projector.ts";
import { FORECAST_SETTINGS, type ForecastSettings } from "./forecasts/forecast-settings.ts";
import { prepareForecasts } from "./forecasts/prepare-forecasts.ts";
import type { HubUsers } from "./hub/hub-users.ts";
import { createStrayRemover } from "./hub/remove-strays.ts";
import { readHubRoom } from "./hub/watch-hub.ts";
import type { Chain } from "./open-chain.ts";
import { repeat } from "./repeat.ts";
import { traceFigures } from "./tracing/trace-taking.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";

export interface ServeOptions {
  readonly chain: Chain;
  readonly hubUsers: HubUsers;
  /** Signs what shops get, as `openChainKey` gives it. */
  readonly chainKey: KeyObject;
  /** Opens the API, which puts versions into the distribution. */
  readonly openHttp: (distribution: Distribution) => Promise<{ close(): Promise<void> }>;
  /** When the last backup of the chain was made; left out: nobody makes one here. */
  readonly readBackupMs?: (() => Promise<number | null>) | undefined;
  /** Left out: with the usual bounds, and sent to nobody. */
  readonly alerts?: { readonly bounds: AlertBounds; readonly ways: AlertWays };
  readonly publicUrl: string;
  /** Of secrets in the database, as of `ChainHttpOptions`. */
  readonly sealingKeys: readonly Uint8Array[];
  readonly forecast?: ForecastSettings;
  /** Whether webhooks may lead into the chain's own network. */
  readonly allowPrivateWebhooks: boolean;
  readonly nowMs: () => number;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

/** Pauses between turns. */
const PROJECT_EVERY_MS = 1000;
const PUBLISH_EVERY_MS = 5000;
const REPUBLISH_EVERY_MS = 6 * 3_600_000;
const FORECAST_EVERY_MS = 5000;
const WITHDRAW_EVERY_MS = 60_000;
const REMOVE_EVERY_MS = 60_000;
const SEND_EVERY_MS = 1000;

/** Resolves when the API is open. */
export async function serveChain(options: ServeOptions): Promise<{ close(): Promise<void> }> {
  const { chain, hubUsers, openHttp, nowMs, onFailed, forecast = FORECAST_SETTINGS } = options;
  const { db, connection, manager, signing } = chain;
  await prepareFigures(db);
  const { chainKey: key } = options;
  const distribution = createDistribution({ db, connection, key, manager, nowMs });
  const server = await openHttp(distribution);
  const readWave = createWaveReader(db, () => readStates(db, nowMs()), nowMs);
  const projecting = repeat(PROJECT_EVERY_MS, () =>
    traceFigures(chain.traced, () => projectAll(db)).catch((error) =>
      onFailed("making figures", error),
    ),
  );
  const balances = serveBalances({
    ...{ db, connection, signing, nowMs, random: randomBytes, onFailed },
  });
  let lookMs = 0;
  const publishing = repeat(PUBLISH_EVERY_MS, async () => {
    try {
      // What the hub has lost, and manifests that are about to expire.
      if (nowMs() >= lookMs) {
        await distribution.republish();
        lookMs = nowMs() + REPUBLISH_EVERY_MS;
      }
      await distribution.moveOn(readWave);
      await distribution.publish();
    } catch (error) {
      onFailed("publishing versions", error);
    }
  });
  const forecasting = repeat(FORECAST_EVERY_MS, () =>
    prepareForecasts({ db, ask: chain.ask, settings: forecast, nowMs }).catch((error) =>
      onFailed("preparing forecasts", error),
    ),
  );
  // At the start, and where the hub could not be told at once.
  const withdrawing = repeat(WITHDRAW_EVERY_MS, async () => {
    try {
      await hubUsers.learn();
      await hubUsers.endFormer(nowMs());
      await hubUsers.sendAccounts();
    } catch (error) {
      onFailed("withdrawing credentials at the hub", error);
    }
  });
  const removeStrays = createStrayRemover({ db, manager, nowMs });
  const removing = repeat(REMOVE_EVERY_MS, () =>
    removeStrays().catch((error) => onFailed("removing what is no part of a shop's copy", error)),
  );
  const { bounds, ways } = options.alerts ?? { bounds: ALERT_BOUNDS, ways: NO_WAYS };
  const { hubSilentSinceMs } = chain;
  const { publicUrl, readBackupMs } = options;
  const alerting = openAlerts({
    ...{ db, bounds, ways, publicUrl, nowMs, onFailed },
    sources: {
      ...{ hubSilentSinceMs, readHubRoom: () => readHubRoom(manager) },
      ...(readBackupMs === undefined ? {} : { readBackupMs }),
    },
  });
  const sending = sendWebhooks(options);
  return {
    close: async () => {
      await server.close();
      await balances.close();
      await alerting.close();
      await Promise.all([projecting.stop(), publishing.stop(), withdrawing.stop()]);
      await forecasting.stop();
      await removing.stop();
      await sending.stop();
    },
  };
}

/** What was under way when it stops is begun again by the next process. */
function sendWebhooks(options: ServeOptions): { stop(): Promise<void> } {
  const { allowPrivateWebhooks, nowMs, onFailed, sealingKeys: keys } = options;
  const { db } = options.chain;
  const fetch = createGuardedFetch({ allowPrivate: allowPrivateWebhooks });
  const sender = createWebhookSender({
    ...{ db, keys, nowMs, fetch, random: Math.random },
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
