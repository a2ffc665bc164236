import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres, type TestPostgres } from "../servers-fixture.ts";
import { openDatabase } from "./open-database.ts";

describe("the chain's database", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  it("that ends while something is asked of it ends the question alone, and can be asked again", async () => {
    const db = await openDatabase(postgres.connectionString);
    const asked = sql`SELECT pg_sleep(60)`.execute(db);
    const refused = expect(asked).rejects.toThrow();
    await expect
      .poll(async () => {
        const { rows } = await sql`
          SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active'
            AND pid <> pg_backend_pid()`.execute(db);
        return rows.length;
      })
      .toBe(1);
    await postgres.kill();
    await refused;
    await postgres.start();
    expect((await sql`SELECT 1`.execute(db)).rows).toHaveLength(1);
    await db.destroy();
  });
});
