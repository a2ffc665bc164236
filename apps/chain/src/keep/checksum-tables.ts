/** Whether two databases say the same of the shops. */
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { PROJECTIONS } from "../figures/projector.ts";

export interface TableChecksum {
  readonly rows: number;
  /** Of all rows, in whatever order they are. */
  readonly checksum: string;
}

/** Said by the chain's own clock or order of work, and not by the shops. */
const NOT_COMPARED: Readonly<Record<string, readonly string[]>> = {
  up_heads: ["received_ms"],
};

/** Tables that are made of the shops' events alone: they are the same wherever all events are. */
export const TABLES_OF_EVENTS: readonly string[] = [
  ...["events", "up_heads", "figure_heads", "figure_faults"],
  ...PROJECTIONS.flatMap(({ tables }) => tables),
];

/** By the tables' names. */
export async function checksumTables(
  db: ChainDatabase,
  tables: readonly string[] = TABLES_OF_EVENTS,
): Promise<Record<string, TableChecksum>> {
  const checksums: Record<string, TableChecksum> = {};
  for (const name of tables) {
    const columns = await listColumns(db, name);
    const of = sql.join(columns.map((column) => sql.ref(column)));
    const { rows } = await sql<TableChecksum>`
      SELECT count(*)::int AS rows, coalesce(sum(
        ('x' || substr(h, 1, 15))::bit(60)::bigint::numeric * 1152921504606846976
          + ('x' || substr(h, 16, 15))::bit(60)::bigint), 0)::text AS checksum
      FROM (SELECT md5(row(${of})::text) AS h FROM ${sql.table(name)}) AS hashed`.execute(db);
    checksums[name] = rows[0]!;
  }
  return checksums;
}

async function listColumns(db: ChainDatabase, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT attname AS name FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped
    ORDER BY attname`.execute(db);
  const left = NOT_COMPARED[table] ?? [];
  return rows.map(({ name }) => name).filter((name) => !left.includes(name));
}
