/** What of the database is in a backup. */
import type pg from "pg";
import type { BackupHeader, BackupTable } from "./backup-frames.ts";
import { KeepError } from "./keep-error.ts";

/** Kysely's own: which steps were done, which the header has. */
const OF_MIGRATIONS = ["kysely_migration", "kysely_migration_lock"];

export interface ListedTable extends BackupTable {
  /** About, as PostgreSQL counted last. */
  readonly rowsAbout: number;
}

/** All tables with their columns that are not made of others: those that others refer to first. */
export async function listTables(client: pg.ClientBase): Promise<ListedTable[]> {
  const { rows } = await client.query<ListedTable>(
    `SELECT c.relname AS name,
        ARRAY(SELECT attname::text FROM pg_attribute a
          WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
          ORDER BY attnum) AS columns,
        greatest(c.reltuples, 0, (SELECT sum(greatest(p.reltuples, 0))
          FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid
          WHERE t.isleaf))::float8 AS "rowsAbout"
      FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition AND c.relname <> ALL ($1)
      ORDER BY c.relname`,
    [OF_MIGRATIONS],
  );
  return sortByReferences(rows, await readReferences(client));
}

interface Reference {
  readonly from: string;
  readonly to: string;
}

async function readReferences(client: pg.ClientBase): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `SELECT DISTINCT a.relname AS from, b.relname AS to FROM pg_constraint k
      JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
      WHERE k.contype = 'f' AND NOT a.relispartition AND a.oid <> b.oid`,
  );
  return rows;
}

/** Throws where tables refer to one another in a circle: then there is no order. */
export function sortByReferences<Table extends { readonly name: string }>(
  tables: readonly Table[],
  references: readonly Reference[],
): Table[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const sorted: Table[] = [];
  while (left.size > 0) {
    const isFree = (name: string): boolean =>
      !references.some(({ from, to }) => from === name && left.has(to));
    const free = [...left.values()].filter(({ name }) => isFree(name));
    if (free.length === 0) throw new Error(`tables in a circle: ${[...left.keys()].join(", ")}`);
    for (const table of free) left.delete(table.name);
    sorted.push(...free);
  }
  return sorted;
}

export async function listPartitions(client: pg.ClientBase): Promise<BackupHeader["partitions"]> {
  const { rows } = await client.query(
    `SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound,
        CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS key
      FROM pg_class r, pg_partition_tree(r.oid) t
      JOIN pg_class c ON c.oid = t.relid JOIN pg_class p ON p.oid = t.parentrelid
      WHERE r.relnamespace = 'public'::regnamespace AND r.relkind = 'p' AND NOT r.relispartition
      ORDER BY t.level, c.relname`,
  );
  return rows;
}

export async function listMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM kysely_migration ORDER BY name",
  );
  return rows.map(({ name }) => name);
}

/** Throws where walls would hide rows from this user of the database: a backup is of all of them. */
export async function checkSeesAll(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c, pg_roles me
      WHERE me.rolname = current_user AND NOT me.rolsuper AND NOT me.rolbypassrls
        AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
        AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
          AND p.polname = 'process' AND me.oid = ANY (p.polroles))
      LIMIT 1`,
  );
  if (rows.length === 0) return;
  throw new KeepError(
    "database-not-whole",
    `this user of the database does not see all of ${rows[0]!.name}: take the one that the chain's process has`,
  );
}

/** In SQL. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
