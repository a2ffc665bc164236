/** Which steps a database has, beside those that this release knows. */
import { type Kysely, sql } from "kysely";
import { MIGRATIONS } from "./migrations.ts";
import { SchemaError } from "./schema-error.ts";

/** Those of this release, in their order. */
export const STEPS: readonly string[] = Object.keys(MIGRATIONS).toSorted();

/** Steps that were done, in their order; none where the database is new. */
export async function readSteps<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const { rows: tables } = await sql<{ isThere: boolean }>`
    SELECT to_regclass('public.kysely_migration') IS NOT NULL AS "isThere"`.execute(db);
  if (tables[0]?.isThere !== true) return [];
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM public.kysely_migration ORDER BY name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Throws `database-newer` where a later release has done steps that this one does not know. */
export function checkKnown(done: readonly string[]): void {
  const unknown = done.filter((name) => !STEPS.includes(name));
  if (unknown.length === 0) return;
  const last = STEPS.findLast((name) => done.includes(name));
  const command = `saunter-chain downgrade chain.yaml --to ${last ?? STEPS[0]}`;
  throw new SchemaError(
    "database-newer",
    `the database is of a later release, which has ${unknown.join(", ")}. Nothing was changed. \
Start that release again; or go back first, by this command of that release: ${command}`,
  );
}
