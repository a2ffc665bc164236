import { describe, expect, it } from "vitest";
import type { JournalRow } from "../../store/journal.ts";
import { findReplacement } from "./check-place.ts";

const row = (position: number, hash = `h${position}`): JournalRow => [
  ...([position, "shop", position, "Told", 1, "{}"] as const),
  hash,
];

/** A shop with these rows. */
const makeStore = (rows: readonly JournalRow[], position = rows.length) => ({
  position: () => position,
  readRowsFrom: (from: number) => rows.filter(([at]) => at >= from),
});

describe("a computer", () => {
  const store = makeStore([row(1), row(2), row(3)]);

  it.each([
    [0, ""],
    [0, "of a database that was rebuilt"],
    [1, "h1"],
    [3, "h3"],
  ])("is the shop where the chain has %i of its three events", (position, hash) => {
    expect(findReplacement(store, { position, hash })).toBeNull();
  });

  it("is not the shop where the chain has more events than it", () => {
    expect(findReplacement(store, { position: 4, hash: "h4" })).toMatch(/has 4 events/);
  });

  it("is not the shop where the chain has another event in the place of one", () => {
    expect(findReplacement(store, { position: 2, hash: "other" })).toMatch(/^Event 2 .* another/);
  });

  it("is the shop where it cannot read the event itself: that is damage, and nobody else's event", () => {
    const torn = makeStore([row(1), row(3)], 3);
    expect(findReplacement(torn, { position: 2, hash: "h2" })).toBeNull();
    expect(findReplacement(makeStore([row(1)], 3), { position: 2, hash: "h2" })).toBeNull();
  });
});
