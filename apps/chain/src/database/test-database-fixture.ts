/** For tests: databases on the shared server, see `shared-postgres-fixture.ts`. */
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { queryOnce } from "./query-once-fixture.ts";
import { MIGRATED } from "./shared-postgres-fixture.ts";

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Also ends what is still connected. */
  drop(): Promise<void>;
}

let server: Promise<string> | null = null;

async function findServer(): Promise<string> {
  const response = await fetch(inject("sharedPostgresUrl"));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** @param template another database to copy, to which nobody is connected; `template0` for an empty one */
export async function createDatabase(template = MIGRATED): Promise<TestDatabase> {
  server ??= findServer();
  const connectionString = await server;
  const name = `test_${randomBytes(6).toString("hex")}`;
  await queryOnce(connectionString, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    name,
    url: connectionString.replace(/postgres$/, name),
    drop: async () =>
      void (await queryOnce(connectionString, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
}
