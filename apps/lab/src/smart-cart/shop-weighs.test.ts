/** What the shop makes of the changes of weight that a cart sends, beside what the cart made of its samples. */

import type { TripChange, TripLine } from "@saunter/protocol/smart-cart/trip";
import { CartWeigher } from "@saunter/shop/capabilities/smart-carts/weigh-trip";
import { makeTripChange, makeTripLine, NO_CLOCK } from "@saunter/shop/http/trip-fixture";
import { expect, it } from "vitest";
import { playTrip, type TripTask } from "./play-trip.ts";
import { checkTrip } from "./score-trips.ts";

const SEEDS = 6;
const tasks = Array.from({ length: SEEDS }, (_, at) => at + 7000).flatMap((seed): TripTask[] => [
  { seed, habit: "honest" },
  { seed, habit: "unscanned" },
]);

/** What the cart says counts for nothing here. */
const NOT_SURE = { exact: 0, missing: 1, tooMuch: 1 };

/** What both would have staff do. */
async function playBoth(task: TripTask) {
  const lines = new Map<string, TripLine>();
  const changes: TripChange[] = [];
  const ownSaidMs: number[] = [];
  const confirmed: { lineId: string; saidMs: number }[] = [];
  let sentMs = 0;
  const played = playTrip(task, undefined, (observation, outputs) => {
    sentMs = Math.max(sentMs, Math.round(observation.timestampMs));
    if (observation.kind === "scan") {
      const { barcode, lineId, quantity, timestampMs, weightG = null } = observation;
      const more = { lineId, quantity, weightG, scannedMs: timestampMs };
      lines.set(lineId, makeTripLine(barcode, more));
    }
    if (observation.kind === "removal") {
      const { lineId } = observation;
      lines.set(lineId, { ...lines.get(lineId)!, removed: true });
    }
    if (observation.kind === "own") ownSaidMs.push(observation.timestampMs);
    if (observation.kind === "confirmation") {
      const { lineId, timestampMs: saidMs } = observation;
      confirmed.push({ lineId, saidMs });
    }
    for (const output of outputs) {
      if (output.kind === "change")
        changes.push(makeTripChange(output.changeG, { tray: output.tray, ...output.step }));
      if (output.kind === "rest") {
        const { rest, timestampMs: atMs } = output;
        changes.push({ ...changes.pop()!, rest: { atMs, ...rest } });
      }
    }
  });
  const products = new Map(played.world.products.map((one) => [one.barcode, one]));
  const weighed = (await new CartWeigher(NO_CLOCK).weigh(
    "trip",
    { lines: [...lines.values()], changes, ownSaidMs, confirmed, sentMs, certainty: NOT_SURE },
    products,
    null,
  ))!;
  const { exact, missing, tooMuch } = weighed.certainty;
  const certainty = {
    probabilityExact: exact,
    probabilityMissing: missing,
    probabilityTooMuch: tooMuch,
  };
  return { cart: checkTrip(played), shop: checkTrip({ ...played, certainty }) };
}

it("the shop checks the same trips as their carts would, but for few", async () => {
  const both = await Promise.all(tasks.map(playBoth));
  const same = both.filter(({ cart, shop }) => (cart === "none") === (shop === "none"));
  expect(same.length).toBeGreaterThanOrEqual(tasks.length - 2);
  expect(both.some(({ cart }) => cart === "none")).toBe(true);
  expect(both.some(({ cart }) => cart !== "none")).toBe(true);
});
