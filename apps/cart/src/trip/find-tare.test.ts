import { expect, it } from "vitest";
import { findTareG } from "./find-tare.ts";

it("goods are weighed without the shop's bag, or without the shopper's own container", () => {
  expect(findTareG({ tareG: 3 }, 0)).toBe(3);
  expect(findTareG({ tareG: 3 }, 120)).toBe(120);
  expect(findTareG({}, 0)).toBe(0);
});
