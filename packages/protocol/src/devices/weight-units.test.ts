import { expect, it } from "vitest";
import { nameUnit } from "./weight-units.ts";

it.each([
  [1, "g"],
  [1049, "kg"],
  [951, "kg"],
  [453.6, "lb"],
  [28.35, "oz"],
  [1051, null],
  [-1, null],
  [0.0023, null],
])("a unit of %d g is %s", (grams, name) => {
  expect(nameUnit(grams)).toBe(name);
});
