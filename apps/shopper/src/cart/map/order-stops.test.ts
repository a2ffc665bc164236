import fc from "fast-check";
import { expect, it } from "vitest";
import { EXACT_STOPS_MAX, measureOrder, orderStops } from "./order-stops.ts";

function measure(places: readonly (readonly [number, number])[]): number[][] {
  return places.map(([x, y]) => places.map(([toX, toY]) => Math.hypot(toX - x, toY - y)));
}

/** All orders of what comes after the first. */
function listOrders(stops: readonly number[]): number[][] {
  if (stops.length === 0) return [[]];
  return stops.flatMap((stop) =>
    listOrders(stops.filter((one) => one !== stop)).map((rest) => [stop, ...rest]),
  );
}

const place = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }));

it("up to six stops, no other order is shorter", () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 7 }), (places) => {
      const distances = measure(places);
      const [, ...others] = places.keys();
      const lengths = listOrders(others).map((order) => measureOrder(distances, [0, ...order]));
      expect(measureOrder(distances, orderStops(distances))).toBeCloseTo(Math.min(...lengths), 9);
    }),
    { numRuns: 60 },
  );
});

it.each([EXACT_STOPS_MAX + 1, EXACT_STOPS_MAX + 2, 40])(
  "%i stops: each is gone to once, and turning any part of the way round makes it no shorter",
  (count) => {
    fc.assert(
      fc.property(fc.array(place, { minLength: count, maxLength: count }), (places) => {
        const distances = measure(places);
        const order = orderStops(distances);
        expect(order[0]).toBe(0);
        expect(order.toSorted((a, b) => a - b)).toEqual([...places.keys()]);
        const length = measureOrder(distances, order);
        for (let from = 1; from < count - 1; from += 3) {
          for (let to = from + 1; to < count; to += 5) {
            const part = order.slice(from, to + 1).reverse();
            const turned = [...order.slice(0, from), ...part, ...order.slice(to + 1)];
            expect(measureOrder(distances, turned)).toBeGreaterThan(length - 1e-6);
          }
        }
      }),
      { numRuns: 5 },
    );
  },
);

it("along an aisle it goes one way, not to and fro", () => {
  const along = [0, 8, 3, 5, 1, 7, 2, 9, 4, 6, 10, 13, 12, 11].map((x) => [x, 0] as const);
  const distances = measure(along);
  expect(measureOrder(distances, orderStops(distances))).toBe(13);
});
