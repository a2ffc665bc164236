import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { digestProjections, type Projection } from "./projection.ts";

const pairs: Projection = {
  name: "pairs-1",
  tables: ["pairs"],
  schema: "CREATE TABLE pairs (a TEXT, b INTEGER, c REAL, PRIMARY KEY (a, b)) STRICT",
  open: () => () => {},
};

function digestRows(...rows: readonly (readonly [string, number, number])[]): string {
  const db = new DatabaseSync(":memory:");
  db.exec(pairs.schema);
  for (const row of rows) db.prepare("INSERT INTO pairs VALUES (?, ?, ?)").run(...row);
  const digest = digestProjections(db, [pairs]);
  db.close();
  return digest;
}

describe("a digest", () => {
  it("does not depend on the order in which rows came", () => {
    const rows = [
      ["x", 2, 0.5],
      ["a", 1, 0.25],
      ["x", 1, 0],
    ] as const;
    expect(digestRows(...rows)).toBe(digestRows(...rows.toReversed()));
  });

  it("depends on every row, and on each value to its last bit", () => {
    const digests = [
      digestRows(),
      digestRows(["a", 1, 0.1]),
      digestRows(["a", 1, 0.1 + Number.EPSILON / 8]),
      digestRows(["a", 2, 0.1]),
      digestRows(["a", 1, 0.1], ["b", 1, 0.1]),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});
