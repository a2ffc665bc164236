import { describe, expect, it } from "vitest";
import { readContent } from "./read-content.ts";

describe("a file of a version", () => {
  it("has products by GTIN, weights as numbers and prices as they are written", () => {
    const csv =
      "gtin,name,weightG,price,deposit.name,deposit.amount,nutrition.fatG\n50,Oats,1012,1.65,,,8\n51,Cola,330,1.10,Can,0.25,\n";
    expect(readContent(csv, "goods.csv", "GBP").content).toEqual({
      currency: "GBP",
      items: {
        50: { name: "Oats", weightG: 1012, price: "1.65", deposit: null, nutrition: { fatG: 8 } },
        51: {
          ...{ name: "Cola", weightG: 330, price: "1.10", nutrition: null },
          deposit: { name: "Can", amount: "0.25" },
        },
      },
    });
  });

  it("is taken as it is where it is JSON", () => {
    expect(readContent('{"items":{"a":1}}', "x.json", "GBP").content).toEqual({ items: { a: 1 } });
  });

  it("is refused where it names no product, or is none", () => {
    expect(readContent("name,price\nOats,1.65\n", "goods.csv", "GBP").fault).toBe("noGtin");
    expect(readContent("gtin,price\n", "goods.csv", "GBP").fault).toBe("empty");
    expect(readContent("[1", "x.json", "GBP").fault).toBe("unreadable");
    expect(readContent('{"a":1}', "x.json", "GBP").fault).toBe("unreadable");
  });
});
