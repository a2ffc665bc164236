import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { ChainTables } from "./chain-tables.ts";
import type { ChainTransaction } from "./open-database.ts";

/** In the transaction of a connection, which whoever opened it begins and ends. */
export function useClient(client: pg.Client): ChainTransaction {
  const connection = Object.assign(client, { release: () => {} });
  const pool = { connect: async () => connection, end: async () => {} };
  const dialect = new PostgresDialect({ pool: pool as never });
  return new Kysely<ChainTables>({ dialect }) as ChainTransaction;
}
