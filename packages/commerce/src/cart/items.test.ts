import { LABEL_MINOR_MAX, NET_G_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { isNetWeight, isWeighing, nameItem, toItem, toSold } from "./items.ts";

describe("an item", () => {
  it("has a name of its own for each weight and each price on a label", () => {
    const names = [
      { gtin: "01" },
      { gtin: "01", weighing: { netG: 450 } },
      { gtin: "01", weighing: { netG: 451 } },
      { gtin: "01", weighing: { netG: 450, labelMinor: 199 } },
      { gtin: "02", weighing: { netG: 450 } },
    ].map(nameItem);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe("01");
  });

  it("is what a line of a smart cart sells", () => {
    expect(toSold({ gtin: "01", weightG: null })).toEqual({ gtin: "01" });
    expect(toSold({ gtin: "01", weightG: 450 })).toEqual({ gtin: "01", weighing: { netG: 450 } });
    const labelled = { gtin: "01", weighing: { netG: 450, labelMinor: 199 } };
    expect(toSold({ gtin: "01", weightG: 450, labelMinor: 199 })).toEqual(labelled);
    expect(toItem({ ...labelled, quantity: 3 } as never)).toEqual(labelled);
  });

  it.each([
    [{ netG: 1 }, true],
    [{ netG: NET_G_MAX, labelMinor: LABEL_MINOR_MAX }, true],
    [{ netG: 0 }, false],
    [{ netG: NET_G_MAX + 1 }, false],
    [{ netG: 4.5 }, false],
    [{ netG: 450, labelMinor: -1 }, false],
    [{ netG: 450, labelMinor: LABEL_MINOR_MAX + 1 }, false],
    [{ netG: Number.NaN }, false],
  ])("of %j is a weighing: %j", (weighing, isOne) => {
    expect(isWeighing(weighing)).toBe(isOne);
    if (!("labelMinor" in weighing)) expect(isNetWeight(weighing.netG)).toBe(isOne);
  });
});
