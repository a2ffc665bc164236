/** What a shop's smart carts are run with. */
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import { noteAt, noteDoubled } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { makeZone } from "./make-floor.ts";
import type { LookupContext } from "./take-secret.ts";

export interface SmartCartsConfig {
  readonly lanes: readonly {
    readonly id: string;
    readonly name: string;
    /** Null: carts say when they are there. */
    readonly zone: FloorZone | null;
  }[];
  readonly silentMin: number;
  readonly abandonedMin: number;
  readonly glanceDoubt: number;
  readonly weighDoubt: number;
  readonly spotCheckShare: number;
}

export function makeSmartCarts(
  settings: NonNullable<Settings["smartCarts"]>,
  context: LookupContext,
): SmartCartsConfig {
  const { lanes, ...policy } = settings;
  noteDoubled(lanes, "id", context);
  if (policy.abandonedMin < policy.silentMin) {
    const message = `found ${policy.abandonedMin}; allowed: silentMin (${policy.silentMin}) or more`;
    noteAt(context, settings, "abandonedMin", message);
  }
  if (policy.weighDoubt < policy.glanceDoubt) {
    const message = `found ${policy.weighDoubt}; allowed: glanceDoubt (${policy.glanceDoubt}) or more`;
    noteAt(context, settings, "weighDoubt", message);
  }
  return {
    ...policy,
    lanes: lanes.map(({ id, name, zone }) => ({
      id,
      name,
      zone: zone === undefined ? null : makeZone(zone, context),
    })),
  };
}
