/** A chain of many shops that never were, over a database of its own: what its speed is measured with. */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import pino from "pino";
import { makeId } from "../access/tokens.ts";
import { addGrant, insertInvited } from "../access/users.ts";
import { type ChainDatabase, openDatabase } from "../database/open-database.ts";
import { CONSOLE_FOLDER } from "../http/add-console.ts";
import { openChainHttp } from "../http/open-chain-http.ts";
import { createHubKeys } from "../hub/hub-keys.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { MAIN_ORGANISATION } from "../shops.ts";
import { runPostgres } from "./run-postgres.ts";

export interface ManyShops {
  readonly shops: number;
  /** Of each: days of sums up to today, and visits up to now. */
  readonly days: number;
  readonly visits: number;
}

const REGIONS = 20;
/** Between visits of a shop. */
const VISIT_EVERY_MS = 300_000;
/** Of a shop's day. */
const RECEIPTS = 200;
const UNLIMITED = 1_000_000_000;

/** Ids are `s1`, `s2` …; visits of the first are `v1-0001` …, each with a receipt of 4.35. */
export async function fillManyShops(
  db: ChainDatabase,
  { shops, days, visits }: ManyShops,
  nowMs: number,
): Promise<void> {
  const all = sql`generate_series(1, ${sql.lit(shops)}) AS n`;
  await sql`
    INSERT INTO regions SELECT 'r' || n, 'Region ' || n
    FROM generate_series(0, ${sql.lit(REGIONS - 1)}) AS n`.execute(db);
  await sql`
    INSERT INTO shops (shop_id, name, shard, organisation_id, region_id, latitude, longitude)
    SELECT 's' || n, 'Shop ' || n, 0, ${MAIN_ORGANISATION}, 'r' || n % ${sql.lit(REGIONS)},
      50 + n % 80 / 10.0, -5 + n % 61 / 10.0 FROM ${all}`.execute(db);
  await sql`
    INSERT INTO up_heads SELECT 's' || n, ${visits}::bigint, 'x', ${nowMs}::bigint, ${nowMs}::bigint
    FROM ${all}`.execute(db);
  await sql`
    INSERT INTO shop_states SELECT 's' || n,
      ${nowMs}::bigint - CASE WHEN n % 20 = 0 THEN 3600000 ELSE 0 END, ${visits}::bigint,
      ${visits}::bigint, 0, '0.1.0'
    FROM ${all}`.execute(db);
  await sql`
    INSERT INTO visits SELECT 's' || n, 'v' || n || '-' || lpad(v::text, 4, '0'), 'closed',
      'customer', 'code', 'entry', 1, 'GBP', 2000, '', '',
      ${nowMs}::bigint - v * ${sql.lit(VISIT_EVERY_MS)}::bigint, ${nowMs}::bigint
    FROM ${all}, generate_series(1, ${sql.lit(visits)}) AS v`.execute(db);
  await sql`
    INSERT INTO receipts SELECT shop_id, visit_id, 'final', right(visit_id, 4)::bigint, 'GBP',
      1, 0, 0, 400, 35, 0, 435, 0, 0, 0.98, false, opened_ms, opened_ms, NULL
    FROM visits`.execute(db);
  await sql`
    INSERT INTO receipt_documents SELECT shop_id, document_number, document_number, visit_id,
      'GBP', drafted_ms, 'receipt', 1, 0, 0, 1, 0, 0, 400, 35, 0, 435 FROM receipts`.execute(db);
  // Sums of days without the visits that would come to them: waits of 25 lengths, some of each.
  await sql`INSERT INTO shop_day_heads SELECT 's' || n, 'UTC', 1 FROM ${all}`.execute(db);
  await sql`
    INSERT INTO shop_days (shop_id, day, currency, receipts, units, net_minor, tax_minor,
      total_minor, visits, reviewed, waits)
    SELECT 's' || n, (to_timestamp(${nowMs}::bigint / 1000) - d * interval '1 day')::date, 'GBP',
      ${sql.lit(RECEIPTS)}, 500 + n % 7, 90000 + n, 9000, 99000 + n, ${sql.lit(RECEIPTS)}, n % 5,
      (SELECT sum((1 + (n + d + w) % 9) * (10::numeric ^ (12 * (15 + w))))
        FROM generate_series(1, 25) AS w)
    FROM ${all}, generate_series(0, ${sql.lit(days - 1)}) AS d`.execute(db);
  await sql`VACUUM (ANALYZE)`.execute(db);
}

export interface ManyShopsServer {
  readonly url: string;
  readonly db: ChainDatabase;
  close(): Promise<void>;
}

/** The API and the console, in which one click signs in as the owner. @param folder its own. */
export async function serveManyShops(folder: string, many: ManyShops): Promise<ManyShopsServer> {
  const nowMs = (): number => Date.now();
  const postgres = await runPostgres(folder);
  const db = await openDatabase(postgres.connectionString);
  await fillManyShops(db, many, nowMs());
  const demoUserId = makeId(randomBytes);
  await db.transaction().execute(async (tx) => {
    const user = { userId: demoUserId, name: "Owner", email: "owner@demo.invalid" };
    await insertInvited(tx, user, nowMs());
    const grant = { role: "owner", scope: { kind: "chain", id: null } } as const;
    await addGrant(tx, demoUserId, grant, "manual", randomBytes);
  });
  const http = await openChainHttp({
    ...{ db, nowMs, demoUserId, consoleFolder: CONSOLE_FOLDER, shards: 1, random: randomBytes },
    ...{ publicUrl: "http://127.0.0.1", logger: pino({ level: "silent" }) },
    rates: { signIn: UNLIMITED, public: UNLIMITED, people: UNLIMITED, scim: UNLIMITED },
    sealingKeys: listSealingKeys(createHubKeys()),
    // There is no hub.
    hubUsers: {
      sign: () => Promise.reject(new Error("shops of this chain cannot join")),
      sendAccounts: async () => {},
    },
  });
  const url = await http.app.listen({ host: "127.0.0.1", port: 0 });
  return {
    ...{ url, db },
    close: async () => {
      await http.close();
      await db.destroy();
      await postgres.stop();
    },
  };
}
