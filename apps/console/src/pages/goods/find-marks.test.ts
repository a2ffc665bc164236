import { expect, it } from "vitest";
import { findMarks } from "./find-marks.ts";

it("findings are found by each plate that they name, and others by none", () => {
  const marks = findMarks([
    { alertKey: "misplaced-item:1/2/3-4:03", kind: "misplaced-item", message: "Crisps lie there" },
    { alertKey: "plate-dead:1/2/4:", kind: "plate-dead", message: "the plate is dead" },
    { alertKey: "quiet:gondola:1", kind: "scale-quiet", message: "says nothing" },
  ]);
  expect([...marks]).toEqual([
    ["1/2/3", ["Crisps lie there"]],
    ["1/2/4", ["Crisps lie there", "the plate is dead"]],
  ]);
});
