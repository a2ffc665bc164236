import { noteAt, noteDoubled } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { makeZone } from "./make-floor.ts";
import type { SmartCartsConfig } from "./smart-carts-config.ts";
import type { LookupContext } from "./take-secret.ts";

export function makeSmartCarts(
  settings: NonNullable<Settings["smartCarts"]>,
  context: LookupContext,
): SmartCartsConfig {
  const { lanes, zone, ...policy } = settings;
  noteDoubled(lanes, "id", context);
  if (policy.abandonedMin < policy.silentMin) {
    const message = `found ${policy.abandonedMin}; allowed: silentMin (${policy.silentMin}) or more`;
    noteAt(context, settings, "abandonedMin", message);
  }
  return {
    ...policy,
    zone: zone === undefined ? null : makeZone(zone, context),
    lanes: lanes.map(({ id, name, scaleErrorG = null, zone: own }) => ({
      ...{ id, name, scaleErrorG },
      zone: own === undefined ? null : makeZone(own, context),
    })),
  };
}
