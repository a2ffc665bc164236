import type { VariableCode } from "@saunter/protocol/smart-cart/trip";
import { noteAt, noteDoubled } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { makeZone } from "./make-floor.ts";
import type { SmartCartsConfig } from "./smart-carts-config.ts";
import type { LookupContext } from "./take-secret.ts";
import { listPreset } from "./variable-code-presets.ts";

export function makeSmartCarts(
  settings: NonNullable<Settings["smartCarts"]>,
  context: LookupContext,
): SmartCartsConfig {
  const { labels, lanes, variableCodes, zone, ...policy } = settings;
  for (const code of variableCodes) noteLength(code, context);
  noteDoubled(lanes, "id", context);
  if (policy.abandonedMin < policy.silentMin) {
    const message = `found ${policy.abandonedMin}; allowed: silentMin (${policy.silentMin}) or more`;
    noteAt(context, settings, "abandonedMin", message);
  }
  return {
    ...policy,
    zone: zone === undefined ? null : makeZone(zone, context),
    variableCodes: [...variableCodes, ...(labels === undefined ? [] : listPreset(labels))],
    lanes: lanes.map(({ id, name, scaleErrorG = null, zone: own }) => ({
      ...{ id, name, scaleErrorG },
      zone: own === undefined ? null : makeZone(own, context),
    })),
  };
}

/** EAN-13 has twelve digits before its own check digit. */
const CODE_DIGITS = 12;

function noteLength(code: VariableCode, context: LookupContext): void {
  const { itemDigits, prefix, valueCheckDigit, valueDigits } = code;
  const checkDigits = valueCheckDigit === "none" ? 0 : 1;
  const digits = prefix.length + itemDigits + checkDigits + valueDigits;
  if (digits !== CODE_DIGITS) {
    const message = `with its prefix and value it has ${digits} digits; allowed: ${CODE_DIGITS}`;
    noteAt(context, code, "itemDigits", message);
  }
  if (valueCheckDigit === "checked" && valueDigits > 5) {
    const message = "only values of 4 or 5 digits have a check digit of their own";
    noteAt(context, code, "valueCheckDigit", message);
  }
}
