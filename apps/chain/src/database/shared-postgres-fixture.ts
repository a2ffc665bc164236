/**
 * Global setup of tests: one PostgreSQL server for all test files, started when the first of them asks for it.
 * Starting a server and migrating a database takes seconds; copying a migrated database takes a fraction of one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { RunningPostgres } from "../local/run-postgres.ts";

/** The template that `createDatabase` copies. */
export const MIGRATED = "migrated";

declare module "vitest" {
  export interface ProvidedContext {
    /** Answers with the connection string of the server's maintenance database. */
    sharedPostgresUrl: string;
  }
}

/** Nothing here outlives the run, so nothing needs to survive a crash. */
const SETTINGS = { fsync: "off", full_page_writes: "off", max_connections: "300" };

interface SharedPostgres {
  readonly server: RunningPostgres;
  readonly folder: string;
}

async function startShared(): Promise<SharedPostgres> {
  // Most runs need no database, and should not load all this.
  const { runPostgres } = await import("../local/run-postgres.ts");
  const { openDatabase } = await import("./open-database.ts");
  const { queryOnce } = await import("./query-once-fixture.ts");
  const folder = mkdtempSync(join(tmpdir(), "saunter-postgres-"));
  const server = await runPostgres(folder, { settings: SETTINGS });
  const { connectionString } = server;
  await queryOnce(connectionString, `CREATE DATABASE ${MIGRATED}`);
  const db = await openDatabase(connectionString.replace(/postgres$/, MIGRATED));
  await db.destroy();
  return { server, folder };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<SharedPostgres> | null = null;
  const http = createServer(async (_, response) => {
    started ??= startShared();
    try {
      response.end((await started).server.connectionString);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  project.provide("sharedPostgresUrl", `http://127.0.0.1:${port}`);
  return async () => {
    http.closeAllConnections();
    http.close();
    if (started === null) return;
    const { server, folder } = await started;
    await server.kill("SIGQUIT");
    rmSync(folder, { recursive: true, force: true });
  };
}
