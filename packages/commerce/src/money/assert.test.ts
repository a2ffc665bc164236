import { expect, it } from "vitest";
import { assertHolds } from "./assert.ts";

it("an invariant that holds says nothing, and one that is broken throws its name", () => {
  expect(() => assertHolds(true, "sums agree")).not.toThrow();
  expect(() => assertHolds(false, "sums agree")).toThrow(new Error("broken invariant: sums agree"));
});
