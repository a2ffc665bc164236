/** What a cart's hardware has: of each scale, and of all else, with since when. */
import type { ScaleFault } from "@saunter/protocol/smart-cart/screen";
import { BEGINS_G } from "../cart-limits.ts";
import type { CartTrip } from "../trip/cart-trip.ts";
import type { CartFault } from "../trip/make-report.ts";
import type { TrayFault } from "../trip/show-state.ts";
import type { TrayReader } from "./tray-reader.ts";

const TOLD: Readonly<Record<ScaleFault, CartFault["kind"]>> = {
  unplugged: "scale-silent",
  frozen: "scale-frozen",
  saturated: "scale-saturated",
  "upside-down": "scale-upside-down",
  // A cell that reads below nothing has lost its zero, or hangs the wrong way round.
  negative: "scale-upside-down",
};

/** Of some trays of the cart. */
export function listTrayFaults(
  readers: ReadonlyMap<number, TrayReader>,
  trip: CartTrip,
  nowMs: number,
): TrayFault[] {
  // Nothing can be taken out of an empty cart: where weight went first, it came.
  const wentFirst = (trip.changes[0]?.changeG ?? 0) < -BEGINS_G;
  return [...readers].flatMap(([tray, reader]) => {
    const fault = reader.findFault(nowMs);
    const isUpsideDown = trip.upsideDown.has(tray) || (fault === "negative" && wentFirst);
    const code = isUpsideDown && (fault === null || fault === "negative") ? "upside-down" : fault;
    return code === null ? [] : [{ tray, code }];
  });
}

/** With since when each lasts, as the shop is told. */
export class FaultTimes {
  readonly #sinceMs = new Map<CartFault["kind"], number>();

  list(
    trayFaults: readonly TrayFault[],
    others: readonly CartFault["kind"][],
    nowMs: number,
  ): CartFault[] {
    const kinds = new Set([...trayFaults.map(({ code }) => TOLD[code]), ...others]);
    for (const kind of this.#sinceMs.keys()) if (!kinds.has(kind)) this.#sinceMs.delete(kind);
    return [...kinds].map((kind) => {
      const sinceMs = this.#sinceMs.get(kind) ?? nowMs;
      this.#sinceMs.set(kind, sinceMs);
      return { kind, sinceMs };
    });
  }
}
