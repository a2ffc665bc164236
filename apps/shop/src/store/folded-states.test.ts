import type { ShopperEvent } from "@saunter/commerce/cart/events";
import { describe, expect, it } from "vitest";
import { createFoldedStates, parseStream } from "./folded-states.ts";
import type { JournalReader, StoredEvent } from "./journal.ts";
import { STATES_KEPT_MAX } from "./store-limits.ts";

/** A journal of which every stream has the same two events. */
function createReader() {
  const read: string[] = [];
  const events: ShopperEvent[] = [
    { type: "ShopperAppeared", shopperId: "7", gateId: "north", trackId: "7" },
    { type: "ShopperExited", shopperId: "7" },
  ];
  const reader: JournalReader = {
    readStream: (stream, versionMax = events.length) => {
      read.push(stream);
      return events
        .slice(0, versionMax)
        .map(
          (event, at): StoredEvent => ({ position: 1, version: at + 1, atMs: 5, stream, event }),
        );
    },
    readVersion: (stream) => {
      read.push(stream);
      return 2;
    },
    readFrom: () => [],
    readRowsFrom: () => [],
  };
  return { reader, read };
}

describe("folded states", () => {
  it("are read once, and again once they are forgotten", () => {
    const { reader, read } = createReader();
    const states = createFoldedStates(reader);
    expect(states.read("shopper", "7")).toMatchObject({ version: 2, state: { status: "exited" } });
    states.read("shopper", "7");
    expect(read).toEqual(["shopper-7"]);
    states.forget(reader.readStream("shopper-7"));
    states.read("shopper", "7");
    expect(read).toHaveLength(3);
  });

  it("are those after a version where one is given", () => {
    const { reader } = createReader();
    const states = createFoldedStates(reader);
    expect(states.read("shopper", "7")).toMatchObject({ version: 2 });
    expect(states.read("shopper", "7", 1)).toMatchObject({
      version: 1,
      state: { status: "inside" },
    });
    expect(states.read("shopper", "7", 0)).toMatchObject({
      version: 0,
      state: { status: "unseen" },
    });
  });

  it("of the shop's own streams are none, with their version", () => {
    const { reader, read } = createReader();
    const states = createFoldedStates(reader);
    expect(states.read("shop", "entry")).toEqual({ version: 2, state: null });
    expect(states.read("shop", "stock", 1)).toEqual({ version: 1, state: null });
    expect(read).toEqual(["shop-entry"]);
  });

  it(`are ${STATES_KEPT_MAX}, and with one more goes what was kept longest ago`, () => {
    const { reader, read } = createReader();
    const states = createFoldedStates(reader);
    const folded = states.read("shopper", "first");
    for (let at = 1; at < STATES_KEPT_MAX; at++) states.keep("shopper", String(at), folded);
    states.keep("shopper", "first", folded);
    expect(read).toHaveLength(1);
    states.keep("shopper", "one more", folded);
    for (const id of ["first", "2", "one more"]) states.read("shopper", id);
    expect(read).toHaveLength(1);
    states.read("shopper", "1");
    expect(read).toHaveLength(2);
  });
});

describe("a stream's name", () => {
  it("is its kind and its id, up to the first hyphen and after it", () => {
    expect(parseStream("visit-7")).toEqual({ kind: "visit", id: "7" });
    expect(parseStream("review-v-7:age-2")).toEqual({ kind: "review", id: "v-7:age-2" });
  });

  it.each(["orders-7", "toString-1", "visit", "-7", ""])("of %j is a newer Saunter's", (stream) => {
    expect(() => parseStream(stream)).toThrow(expect.objectContaining({ code: "journal-newer" }));
  });
});
