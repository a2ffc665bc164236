import pg from "pg";
import { expect, it } from "vitest";
import { startPostgres } from "../servers-fixture.ts";
import { createFailureLog, isDatabaseAway, pingDatabase } from "./database-outage.ts";
import { connectDatabase } from "./open-database.ts";

function startLog() {
  const lines: unknown[] = [];
  let nowMs = 0;
  let isThere = false;
  let ring = Promise.withResolvers<void>();
  const log = createFailureLog({
    logger: {
      error: (fields: object, message: string) => void lines.push(["error", message, fields]),
      info: (fields: object, message: string) => void lines.push(["info", message, fields]),
    } as never,
    ping: () => (isThere ? Promise.resolve() : Promise.reject(new Error("away"))),
    nowMs: () => nowMs,
    pause: () => ring.promise,
  });
  const pass = async (ms: number, isThereThen: boolean): Promise<void> => {
    nowMs += ms;
    isThere = isThereThen;
    const { resolve } = ring;
    ring = Promise.withResolvers();
    resolve();
    await new Promise((resume) => setImmediate(resume));
  };
  return { lines, log, pass };
}

const AWAY = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

it("an outage of the database is one line, and so is its end", async () => {
  const { lines, log, pass } = startLog();
  for (let at = 0; at < 61; at++) log(`work ${at}`, AWAY);
  await pass(1000, false);
  log("more work", new Error("Connection terminated unexpectedly"));
  await pass(4000, true);
  const away = "the database is away; all of it is tried again";
  expect(lines).toEqual([
    ["error", away, { what: "work 0", reason: "connect ECONNREFUSED" }],
    ["info", "the database answers again", { awayMs: 5000 }],
  ]);
  log("later work", AWAY);
  expect(lines).toHaveLength(3);
});

it("another failure is logged each time with its stack trace, in an outage, too", () => {
  const { lines, log } = startLog();
  log("work", AWAY);
  const error = new Error("out of range");
  log("sending", error);
  log("sending", error);
  expect(lines.slice(1)).toEqual([
    ["error", "sending", { err: error }],
    ["error", "sending", { err: error }],
  ]);
});

it("a database that is killed is away, in use, too, and one that refuses a query isn't", async () => {
  const postgres = await startPostgres();
  const { connectionString } = postgres;
  const db = connectDatabase(connectionString);
  const catchError = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );
  await pingDatabase(connectionString);
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  expect(isDatabaseAway(await catchError(client.query("SELECT nothing")))).toBe(false);
  const inUse = catchError(client.query("SELECT pg_sleep(600)"));
  await postgres.kill();
  const errors = [
    await inUse,
    await catchError(pingDatabase(connectionString)),
    await catchError(db.selectFrom("shops").selectAll().execute()),
  ];
  for (const error of errors) expect([error, isDatabaseAway(error)]).toEqual([error, true]);
  await db.destroy();
  await postgres.stop();
});
