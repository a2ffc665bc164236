import { describe, expect, it } from "vitest";
import { createShopperNames } from "./name-shoppers.ts";

const frame = (...ids: string[]) => ({
  kind: "joints" as const,
  timestampMs: 1,
  shoppers: ids.map((shopperId) => ({ shopperId, joints: new Float64Array(32) })),
});

const list = (names: ReturnType<typeof createShopperNames>, ...ids: string[]) =>
  names.rename(frame(...ids)).shoppers.map(({ shopperId }) => shopperId);

describe("names of shoppers", () => {
  it("are the tracker's where nobody of that name has left", () => {
    const names = createShopperNames(() => false, "r2");
    const seen = frame("1", "2");
    expect(names.rename(seen)).toBe(seen);
  });

  it("are new where the journal knows of somebody of that name who has left", () => {
    const names = createShopperNames((id) => id === "1", "r2");
    expect(list(names, "1", "2")).toEqual(["1.r2", "2"]);
    expect(list(names, "2", "1")).toEqual(["2", "1.r2"]);
  });

  it("stay the same in a run, whoever leaves in it", () => {
    const left = new Set<string>();
    const names = createShopperNames((id) => left.has(id), "r2");
    expect(list(names, "1")).toEqual(["1"]);
    left.add("1");
    expect(list(names, "1")).toEqual(["1"]);
  });
});
