import { describe, expect, it } from "vitest";
import { forceWhereBack, isSamePlan, type KnownVersion, planShop } from "./plan-shop.ts";

const put = (
  version: number,
  layer: KnownVersion["layer"],
  ownerId: string | null,
  more: Partial<KnownVersion> = {},
): KnownVersion => ({
  kind: "goods",
  version,
  layer,
  ownerId,
  effectiveMs: 0,
  isForced: false,
  ...more,
});

const VERSIONS = [
  put(1, "shared", null),
  put(2, "region", "coast"),
  put(3, "region", "hills"),
  put(4, "shop", "north"),
  put(5, "shop", "coast"),
  put(6, "shared", null, { effectiveMs: 9 }),
  put(1, "shared", null, { kind: "staff" }),
];
const NORTH = { shopId: "north", regionId: "coast" };
const nothing = (): boolean => false;
const numbers = (steps: readonly { readonly versions: readonly number[] }[]) =>
  steps.map(({ versions }) => versions);

describe("a shop", () => {
  it("gets what all have, what its region has, and its own", () => {
    const steps = planShop(VERSIONS, NORTH, nothing, 5);
    expect(numbers(steps)).toEqual([[1, 2, 4], [6, 2, 4], [1]]);
    expect(steps.map(({ kind, isOwn }) => [kind, isOwn])).toEqual([
      ...Array(2).fill(["goods", true]),
      ["staff", false],
    ]);
    const alone = planShop(VERSIONS, { shopId: "south", regionId: null }, nothing, 5);
    expect(numbers(alone)).toEqual([[1], [6], [1]]);
  });

  it("that is held back from a version has the one before it", () => {
    const isHeld = (kind: string, version: number) => kind === "goods" && version >= 4;
    expect(numbers(planShop(VERSIONS, NORTH, isHeld, 20))).toEqual([[1, 2], [1]]);
  });

  it("is told again where a step is another, and not where it is the same", () => {
    const before = planShop(VERSIONS, NORTH, nothing, 5);
    expect(isSamePlan(before, planShop(VERSIONS, NORTH, nothing, 6).toReversed())).toBe(true);
    expect(isSamePlan(before, planShop(VERSIONS, NORTH, nothing, 9))).toBe(false);
    expect(isSamePlan(before, [])).toBe(false);
  });

  it("that goes back does not ask whether it is meant", () => {
    const told = planShop(VERSIONS, NORTH, nothing, 9);
    const [back] = planShop(VERSIONS, NORTH, (_kind, version) => version === 6, 9);
    expect(back!.isForced).toBe(false);
    expect(forceWhereBack(back!, told).isForced).toBe(true);
    expect(forceWhereBack(told[0]!, told).isForced).toBe(false);
  });
});
