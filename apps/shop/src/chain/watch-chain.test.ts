import { describe, expect, it } from "vitest";
import { createChainWatch, WITHHELD_MS } from "./watch-chain.ts";

const QUIET = { silentMs: 0, behindMs: 0 };

function openWatch() {
  const shop = { evenMs: 0, isSigning: true, revision: 5 as number | null, hasContents: true };
  const watch = createChainWatch({
    evenMs: () => shop.evenMs,
    isSigning: () => shop.isSigning,
    readRevision: () => shop.revision,
    hasContents: () => shop.hasContents,
  });
  return { shop, watch };
}

describe("a shop without news of its chain", () => {
  it("reports it in time, also from its start, and stops with the next signed request", () => {
    const { shop, watch } = openWatch();
    shop.evenMs = WITHHELD_MS;
    expect(watch.report()).toEqual(QUIET);
    shop.evenMs += 1;
    expect(watch.report()).toEqual({ silentMs: WITHHELD_MS + 1, behindMs: 0 });
    watch.note(shop.evenMs - 5000, 5);
    expect(watch.report()).toEqual(QUIET);
  });

  it("counts from when the chain was running, however late its requests arrive", () => {
    const { shop, watch } = openWatch();
    for (; shop.evenMs <= WITHHELD_MS + 5000; shop.evenMs += 5000) watch.note(0, 5);
    expect(watch.report().silentMs).toBe(shop.evenMs);
  });

  it("reports nothing if the chain is of an earlier version, which doesn't sign", () => {
    const { shop, watch } = openWatch();
    shop.isSigning = false;
    shop.evenMs = WITHHELD_MS + 1;
    expect(watch.report()).toEqual(QUIET);
  });
});

describe("a shop that can't get what the chain has published", () => {
  it.each([
    ["a manifest", { revision: 5 }, { revision: 6 }],
    ["the first manifest", { revision: null }, { revision: 6 }],
    ["contents", { hasContents: false, revision: 6 }, { hasContents: true }],
  ])("reports it in time, until it has it: %s", (_, before, after) => {
    const { shop, watch } = openWatch();
    Object.assign(shop, before);
    for (; shop.evenMs <= WITHHELD_MS; shop.evenMs += 5000) {
      expect(watch.note(shop.evenMs, 6)).toBe(true);
      expect(watch.report()).toEqual(QUIET);
    }
    // Another one meanwhile doesn't begin the minute again.
    watch.note(shop.evenMs, 7);
    expect(watch.report()).toEqual({ silentMs: 0, behindMs: shop.evenMs });
    Object.assign(shop, after, { revision: 7 });
    expect(watch.report()).toEqual(QUIET);
    expect(watch.note(shop.evenMs, 7)).toBe(false);
  });
});
