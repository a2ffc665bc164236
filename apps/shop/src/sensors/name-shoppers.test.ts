import { describe, expect, it } from "vitest";
import {
  createShopperNames,
  NAMES_MAX,
  type NameSources,
  type ShopperNames,
} from "./name-shoppers.ts";

const frame = (...ids: string[]) => ({
  kind: "joints" as const,
  timestampMs: 1,
  shoppers: ids.map((shopperId) => ({ shopperId, joints: new Float64Array(32) })),
});

const NEVER = () => false;
const open = (sources: Partial<NameSources> = {}) =>
  createShopperNames({
    inside: new Map(),
    hasLeft: NEVER,
    isOther: NEVER,
    run: "r2",
    ...sources,
  });
const list = (names: ShopperNames, ...ids: string[]) =>
  names.rename(frame(...ids)).shoppers.map(({ shopperId }) => shopperId);

describe("names of shoppers", () => {
  it("are the tracker's where nobody of that name has left", () => {
    const seen = frame("1", "2");
    expect(open().rename(seen)).toBe(seen);
  });

  it("are new where the journal knows of somebody of that name who has left", () => {
    const names = open({ hasLeft: (id) => id === "1" });
    expect(list(names, "1", "2")).toEqual(["1.r2", "2"]);
    expect(list(names, "2", "1")).toEqual(["2", "1.r2"]);
  });

  it("stay the same in a run, until their person is gone", () => {
    const left = new Set<string>();
    const names = open({ hasLeft: (id) => left.has(id) });
    expect(list(names, "1")).toEqual(["1"]);
    left.add("1");
    expect(list(names, "1")).toEqual(["1"]);
    names.retire("1");
    expect(list(names, "1")).toEqual(["1.r2"]);
    expect(list(names, "1")).toEqual(["1.r2"]);
  });

  it("are new each time that a number is given again, and never the same twice", () => {
    const names = open();
    const given: string[] = [];
    for (let at = 0; at < 5; at++) {
      for (const name of list(names, "1", "2")) {
        given.push(name);
        names.retire(name);
      }
    }
    expect(new Set(given).size).toBe(10);
    expect(given.slice(0, 4)).toEqual(["1", "2", "1.r2", "2.r2.2"]);
  });

  it("are new where it cannot be the same person, whose joints are looked at", () => {
    const asked: unknown[] = [];
    let other = "";
    const names = open({
      isOther: (...seen) => {
        asked.push(seen);
        return seen[0] === other;
      },
    });
    const seen = frame("1");
    expect(names.rename(seen)).toBe(seen);
    other = "1";
    expect(list(names, "1")).toEqual(["1.r2"]);
    expect(list(names, "1")).toEqual(["1.r2"]);
    expect(asked).toEqual(["1", "1.r2"].map((id) => [id, seen.shoppers[0]!.joints, 1]));
  });

  it("are those of whom the journal has inside, unless it cannot be they", () => {
    const inside = new Map([
      ["1", "1.r1"],
      ["2", "2"],
    ]);
    expect(list(open({ inside, hasLeft: (id) => id === "1" }), "1", "2")).toEqual(["1.r1", "2"]);
    expect(list(open({ inside, isOther: () => true }), "1", "2")).toEqual(["1.r2", "2.r2.2"]);
  });

  it("lead back to the tracker's numbers", () => {
    const names = open({ hasLeft: (id) => id === "1" });
    list(names, "1", "2");
    expect([names.findTrack("1.r2"), names.findTrack("2")]).toEqual(["1", "2"]);
  });

  it("are those of whoever was before a camera with a fault, too", () => {
    const names = open({ hasLeft: (id) => id === "1" });
    list(names, "1");
    const troubles = [
      { cameraId: "till", fault: "black", shopperIds: ["1", "9"] },
      { cameraId: "door", fault: "black" },
    ];
    expect(names.rename({ ...frame("1"), troubles }).troubles).toEqual([
      { cameraId: "till", fault: "black", shopperIds: ["1.r2", "9"] },
      { cameraId: "door", fault: "black" },
    ]);
  });

  it("are those of two who may be each other, too", () => {
    const names = open({ hasLeft: (id) => id === "1" });
    list(names, "1", "2");
    const ambiguity = { fromMs: 0, toMs: 1000, probability: 0.3 };
    const ambiguities = [{ ...ambiguity, shopperIds: ["1", "2"] as const }];
    expect(names.rename({ ...frame("2"), ambiguities }).ambiguities).toEqual([
      { ...ambiguity, shopperIds: ["1.r2", "2"] },
    ]);
    expect(names.rename(frame("1"))).not.toHaveProperty("ambiguities");
  });

  it("of two who may be each other are left out until frames of this run have had both", () => {
    const names = open({ inside: new Map([["2", "2.r1"]]), hasLeft: (id) => id === "1" });
    const ambiguities = ["1", "2"].map((id) => ({
      shopperIds: [id, "3"] as const,
      fromMs: 0,
      toMs: 1000,
      probability: 0.3,
    }));
    const said = (...ids: string[]) =>
      names
        .rename({ ...frame(...ids), ambiguities })
        .ambiguities!.map(({ shopperIds }) => shopperIds);
    expect(said("3")).toEqual([]);
    expect(said("3", "1")).toEqual([["1.r2", "3"]]);
    expect(said("2")).toEqual([
      ["1.r2", "3"],
      ["2.r1", "3"],
    ]);
  });

  it(`are remembered for ${NAMES_MAX} numbers`, () => {
    const names = open({ hasLeft: (id) => id === "first" });
    expect(list(names, "first")).toEqual(["first.r2"]);
    for (let at = 0; at < NAMES_MAX - 1; at++) list(names, String(at));
    expect(list(names, "first")).toEqual(["first.r2"]);
    list(names, "one more");
    expect(list(names, "first")).toEqual(["first.r2.2"]);
  });
});
