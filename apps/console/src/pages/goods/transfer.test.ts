import { describe, expect, it } from "vitest";
import { formatGoods, parseGoods, type Section } from "./transfer.ts";

const LISTS: Readonly<Record<Section, readonly object[]>> = {
  catalogue: [
    { gtin: "5000001000011", name: 'Oat "best" biscuits, 300 g', weightG: 320, price: "2.49" },
    {
      ...{ gtin: "5000001000035", name: "Milk", price: "1.75", ageMin: 18, lowStockAt: 4 },
      deposit: { name: "Bottle", amount: "0.20" },
    },
  ],
  planogram: [
    { gondola: 1, shelf: 2, plates: "1-3", gtin: "5000001000011" },
    { gondola: 1, shelf: 2, plates: "5", gtin: "5000001000035" },
  ],
  offers: [
    {
      ...{ kind: "multibuy", id: "water-3", name: "3 waters", quantity: 3, price: "2.50" },
      ...{ gtins: ["5000001000011", "5000001000035"], membersOnly: false },
    },
    {
      kind: "percentage",
      id: "m",
      name: "10 % off",
      categories: ["a"],
      percent: "10",
      membersOnly: true,
    },
  ],
};

describe.each(Object.keys(LISTS) as Section[])("%s", (section) => {
  it.each(["csv", "json"] as const)("come out of %s as they went in", async (form) => {
    const text = await formatGoods(LISTS[section], section, form);
    const parsed = await parseGoods(text, section, `x.${form}`);
    if (!parsed.ok) throw new Error(parsed.fault);
    expect(parsed.changes.map(({ item }) => item)).toEqual(LISTS[section]);
    expect(parsed.changes.every(({ change }) => change === "put")).toBe(true);
  });
});

describe("a file", () => {
  it("that is no list is refused in words", async () => {
    expect(await parseGoods("{}", "catalogue", "x.json")).toMatchObject({ ok: false });
    expect(await parseGoods("{", "catalogue", "x.json")).toMatchObject({ ok: false });
    expect(await parseGoods("hello", "catalogue", "x.csv")).toMatchObject({ ok: false });
  });

  it("whose item does not say which it is names it", async () => {
    const text = "gtin,name\n5000001000011,Oats\n,Nothing\n";
    expect(await parseGoods(text, "catalogue", "x.csv")).toEqual({
      ok: false,
      fault: "item 2 does not say which it is",
    });
  });
});
