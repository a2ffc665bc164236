/** The alerts of a running chain: looked for, and sent, again and again. */
import type { ChainDatabase } from "../database/open-database.ts";
import { repeat } from "../repeat.ts";
import { type AlertWays, createAlertChannels } from "./alert-channels.ts";
import { type AlertBounds, LOOK_EVERY_MS } from "./alert-limits.ts";
import { type AlertSources, createRules } from "./read-causes.ts";
import { sendAlerts } from "./send-alerts.ts";
import { createAlertWatch } from "./watch-alerts.ts";

export interface AlertOptions {
  readonly db: ChainDatabase;
  readonly sources: AlertSources;
  readonly bounds: AlertBounds;
  readonly ways: AlertWays;
  readonly publicUrl: string;
  readonly nowMs: () => number;
  readonly onFailed: (what: string, error: unknown) => void;
}

const SEND_EVERY_MS = 2000;

export function openAlerts(options: AlertOptions): { close(): Promise<void> } {
  const { db, sources, bounds, ways, publicUrl, nowMs, onFailed } = options;
  const channels = createAlertChannels(ways, { fetch, nowMs, publicUrl });
  const watch = createAlertWatch({
    ...{ db, channels, nowMs, rules: createRules(bounds, sources) },
    onFailed: (error) => onFailed("looking for alerts", error),
  });
  const looking = repeat(LOOK_EVERY_MS, () =>
    watch.look().catch((error) => onFailed("raising alerts", error)),
  );
  // One that hangs holds up no other.
  const sending = channels.map((channel) =>
    repeat(SEND_EVERY_MS, () =>
      sendAlerts({ db, channels: [channel], nowMs, random: Math.random }).catch((error) =>
        onFailed("sending alerts", error),
      ),
    ),
  );
  return {
    close: async () => {
      await Promise.all([looking.stop(), ...sending.map((one) => one.stop())]);
    },
  };
}
