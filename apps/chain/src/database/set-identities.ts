import { type Kysely, sql } from "kysely";

/** The next row of a table into which numbered rows were put gets a number that none has. */
export async function setIdentities(db: Kysely<unknown>, table: string): Promise<void> {
  const { rows } = await sql<{ column: string }>`
    SELECT attname AS column FROM pg_attribute
    WHERE attrelid = format('public.%I', ${table}::text)::regclass
      AND attidentity <> '' AND NOT attisdropped`.execute(db);
  for (const { column } of rows) {
    const number = sql.id(column);
    await sql`
      SELECT setval(pg_get_serial_sequence(format('public.%I', ${table}::text), ${column}),
        greatest(max(${number}), 1), max(${number}) IS NOT NULL)
      FROM ${sql.id("public", table)}`.execute(db);
  }
}
