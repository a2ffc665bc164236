import { noteAt, noteDoubled } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { makeZone } from "./make-floor.ts";
import type { SmartCartsConfig } from "./smart-carts-config.ts";
import type { LookupContext } from "./take-secret.ts";

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
  if (policy.weighFrom < policy.glanceFrom) {
    const message = `found ${policy.weighFrom}; allowed: glanceFrom (${policy.glanceFrom}) or more`;
    noteAt(context, settings, "weighFrom", message);
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
