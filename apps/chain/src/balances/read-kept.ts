/** What a visit is worth for its points, by its charge as the shop's journal has it. */
import type { ChargeEvent } from "@saunter/commerce/payment/events";
import { evolveCharge, findKept, UNOPENED_CHARGE } from "@saunter/commerce/payment/evolve";
import type { ShopEvent, Tx } from "../figures/projection.ts";
import { readEarlier } from "../figures/read-events.ts";
import { tolerate } from "../figures/tolerate.ts";
import { CHARGE_EVENTS_MAX, MINOR_MAX } from "./balance-limits.ts";

/**
 * What of the amount due is neither forgiven nor was taken back by others, as of an event of the charge; minor units.
 * Null where the journal does not say: what a shop wrote may be anything.
 */
export async function readKept(tx: Tx, event: ShopEvent): Promise<number | null> {
  if (event.version > CHARGE_EVENTS_MAX) return null;
  const events = [...(await readEarlier(tx, [event])), event];
  const keptMinor = tolerate(() => {
    let charge = UNOPENED_CHARGE;
    for (const { atMs, body } of events) charge = evolveCharge(charge, body as ChargeEvent, atMs);
    return findKept(charge);
  });
  return Number.isSafeInteger(keptMinor) && keptMinor! <= MINOR_MAX ? keptMinor : null;
}
