import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { receiptTables } from "./money-tables.ts";
import { readNumbers, VISITS_AT_ONCE } from "./read-numbers.ts";
import { reviewTables } from "./review-tables.ts";
import { visitTables } from "./visit-tables.ts";

const STRETCH = { fromMs: 1000, untilMs: 2000, stepMs: 500 };

/** So many closed visits, of which many were opened in the same moment. */
function openDatabase(visits: number): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  for (const { schema } of [visitTables, receiptTables, reviewTables]) db.exec(schema);
  const columns = db
    .prepare("SELECT name, type, \"notnull\" FROM pragma_table_info('visits')")
    .all();
  const given: Readonly<Record<string, string>> = {
    visit_id: "printf('v%05d', value)",
    status: "'closed'",
    kind: "'card'",
    opened_ms: "1000 + value % 3 * 400",
    closed_ms: "5000",
  };
  const values = columns.map(({ name, type, notnull }) => {
    const filler = notnull === 0 ? "NULL" : type === "TEXT" ? "''" : "0";
    return given[name as string] ?? filler;
  });
  db.exec(`INSERT INTO visits WITH RECURSIVE numbers (value) AS
    (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < ${visits})
    SELECT ${values.join(", ")} FROM numbers`);
  return db;
}

describe("the figures of a stretch", () => {
  it.each([1, VISITS_AT_ONCE - 1, VISITS_AT_ONCE, VISITS_AT_ONCE + 1, 3 * VISITS_AT_ONCE + 1])(
    "count each of %i visits once",
    async (count) => {
      const { visits, steps } = await readNumbers(openDatabase(count), STRETCH);
      expect(visits.closed).toBe(count);
      const first = countFirst(count);
      expect(steps.map((step) => step.visits)).toEqual([first, count - first]);
    },
  );

  it("let others have their turn after so many visits", async () => {
    const turnsOf = async (count: number): Promise<number> => {
      let turns = 0;
      let isRead = false;
      const reading = readNumbers(openDatabase(count), STRETCH).then(() => {
        isRead = true;
      });
      while (!isRead) {
        await new Promise((resolve) => setImmediate(resolve));
        turns++;
      }
      await reading;
      return turns;
    };
    const few = await turnsOf(VISITS_AT_ONCE - 1);
    expect(await turnsOf(4 * VISITS_AT_ONCE)).toBeGreaterThanOrEqual(few + 3);
  });
});

/** Those of the first half: at 1000 and 1400 ms, and not at 1800. */
function countFirst(count: number): number {
  return Array.from({ length: count }, (_, at) => (at + 1) % 3).filter((third) => third < 2).length;
}
