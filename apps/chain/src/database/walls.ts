/**
 * Walls between tenants in the database itself. Requests run as a role that owns nothing; row-level security
 * lets it see rows of the shops, organisations and regions that the request is made for, and no others,
 * whatever a query forgets. The process's own work, such as taking events, runs as the tables' owner.
 */
import { type Kysely, sql } from "kysely";
import pg from "pg";

/** The role of requests. */
export const REQUEST_ROLE = "chain_requests";

/** What a request is made for: settings of its transaction. */
export const WALL_SETTINGS = {
  /** "on": the whole chain. */
  all: "saunter.all",
  shops: "saunter.shops",
  organisations: "saunter.organisations",
  regions: "saunter.regions",
} as const;

// Settings are read once a query, and not once a row.
const all = `(SELECT current_setting('${WALL_SETTINGS.all}', true)) = 'on'`;

/** A setting names what is in a column, in SQL. */
function seenIf(setting: keyof typeof WALL_SETTINGS, column: string): string {
  return `${column} = ANY (
    (SELECT nullif(current_setting('${WALL_SETTINGS[setting]}', true), ''))::text[])`;
}

interface Wall {
  /** Rows that requests see, in SQL. */
  readonly isSeen: string;
  /** Rows that they may write, where that is another condition. */
  readonly isWritable?: string;
  /** What they may do with rows that they see; null: nothing. */
  readonly rights: string | null;
}

/**
 * Each part can be looked up in an index of `shop_id`, which `all OR …` can't. Requests that see the whole chain match
 * the range, which begins before every id. Unlike a sub-select, its start is known to the planner, which then reads the
 * table as a whole; for others it's null, and no row is expected of it.
 */
const ofShops = `${seenIf("shops", "shop_id")}
  OR shop_id >= CASE WHEN current_setting('${WALL_SETTINGS.all}', true) = 'on' THEN '' END
  OR (shop_id IS NULL AND ${all})`;
const ofOrganisations = `${all} OR ${seenIf("organisations", "organisation_id")}`;
const ofGrants = `${all}
  OR (scope_kind = 'organisation' AND ${seenIf("organisations", "scope_id")})
  OR (scope_kind = 'region' AND ${seenIf("regions", "scope_id")})
  OR (scope_kind = 'shop' AND ${seenIf("shops", "scope_id")})`;

/**
 * Tables that requests do more with than to read rows of their shops. A table that has a column `shop_id` and is
 * not named here can be read through its wall, and no more.
 */
const WALLS: Readonly<Record<string, Wall>> = {
  shops: {
    isSeen: ofShops,
    // A shop that is added is in the organisation of who adds it, and not in its list yet.
    isWritable: `${ofShops} OR ${seenIf("organisations", "organisation_id")}`,
    rights: "SELECT, INSERT, UPDATE (name, organisation_id, region_id)",
  },
  set_aside: {
    isSeen: ofShops,
    rights: "SELECT, UPDATE (dismissed_ms, dismissed_by, dismissed_reason)",
  },
  // Of the chain itself for who sees all of it, and of many shops at once for everybody: those name none.
  chain_alerts: {
    isSeen: `${ofShops} OR is_for_all
      OR (shop_id IS NULL AND ${seenIf("organisations", "organisation_id")})`,
    isWritable: `${ofShops}
      OR (shop_id IS NULL AND ${seenIf("organisations", "organisation_id")})`,
    rights: "SELECT, UPDATE (acknowledged_ms, acknowledged_by)",
  },
  hub_credentials: { isSeen: ofShops, rights: "SELECT (shop_id, made_ms)" },
  // Whoever sees a shop sees whose it is and where.
  organisations: {
    isSeen: `${ofOrganisations}
      OR EXISTS (SELECT FROM shops WHERE shops.organisation_id = organisations.organisation_id)`,
    isWritable: ofOrganisations,
    rights: "SELECT, INSERT, UPDATE (name)",
  },
  regions: {
    isSeen: `${all} OR ${seenIf("regions", "region_id")}
      OR EXISTS (SELECT FROM shops WHERE shops.region_id = regions.region_id)`,
    isWritable: all,
    rights: "SELECT, INSERT, UPDATE (name)",
  },
  grants: { isSeen: ofGrants, rights: "SELECT, INSERT, DELETE" },
  // Somebody with a grant in what is seen, or whom its directory provisions.
  users: {
    isSeen: `${ofOrganisations} OR EXISTS (SELECT FROM grants WHERE grants.user_id = users.user_id)`,
    isWritable: "true",
    rights: "SELECT, INSERT, UPDATE (is_disabled, changed_ms)",
  },
  scim_tokens: {
    isSeen: ofOrganisations,
    // To move a hash it is read, too; it is of no use to anybody.
    rights: "SELECT, INSERT, DELETE, UPDATE (token_hash, former_hash, former_until_ms)",
  },
  scim_groups: { isSeen: ofOrganisations, rights: "SELECT" },
  // Of a shop for who sees it, of an organisation for who sees all of it; appended to by a function alone.
  audit_events: {
    isSeen: `${ofShops} OR (shop_id IS NULL AND ${seenIf("organisations", "organisation_id")})`,
    isWritable: "false",
    rights: "SELECT",
  },
  audit_addresses: {
    isSeen: `EXISTS (
      SELECT FROM audit_events WHERE audit_events.position = audit_addresses.position)`,
    isWritable: "false",
    rights: "SELECT",
  },
  // A balance of the whole chain is seen by who sees the whole chain.
  balances: {
    isSeen: ofOrganisations,
    rights: "SELECT",
  },
  balance_cards: {
    isSeen: `EXISTS (
      SELECT FROM balances WHERE balances.balance_id = balance_cards.balance_id)`,
    // Codes' hashes cannot be read.
    rights: `SELECT (number, balance_id, is_blocked, blocked_ms, expires_ms, issued_by, issued_ms,
      replaced_ms)`,
  },
  balance_entries: {
    isSeen: `EXISTS (
      SELECT FROM balances WHERE balances.balance_id = balance_entries.balance_id)`,
    rights: "SELECT",
  },
  // One that the chain never granted is the shop's alone.
  balance_holds: {
    isSeen: `EXISTS (
      SELECT FROM balances WHERE balances.balance_id = balance_holds.balance_id)
      OR (balance_id IS NULL AND (${ofShops}))`,
    rights: "SELECT",
  },
  points_earned: {
    isSeen: `EXISTS (
      SELECT FROM balances WHERE balances.balance_id = points_earned.balance_id)`,
    rights: "SELECT",
  },
  members: {
    isSeen: `EXISTS (
      SELECT FROM balances WHERE balances.balance_id = members.balance_id)`,
    rights: "SELECT",
  },
  loyalty_rules: {
    isSeen: ofOrganisations,
    rights: "SELECT",
  },
};

/** What ends or begins with a user who is seen; secrets cannot be read. */
const OF_USERS: Readonly<Record<string, string>> = {
  sessions: "DELETE, SELECT (user_id)",
  passwords: "DELETE, SELECT (user_id)",
  invitations: "INSERT, DELETE, SELECT (user_id)",
  identities: "SELECT (user_id)",
};

/** Run as the tables' owner. */
const FUNCTIONS = ["append_audit", "count_grants"];

/** To be raised when a wall is another one: they are put up again then. */
export const WALLS_VERSION = "3";

/**
 * Puts the wall before every table that has rows of a shop, those of later steps, too: to be called after the steps of
 * the database. What stands already is left alone, so that nobody who works waits.
 */
export async function putWalls(db: Kysely<unknown>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // One at a time: two processes may start at once.
    await sql`SELECT pg_advisory_xact_lock(hashtext('saunter walls'))`.execute(tx);
    const standing = await listStanding(tx);
    const walls = await listWalls(tx);
    if (standing.size === 0) await makeRole(tx);
    for (const [table, wall] of walls) if (!standing.has(table)) await put(tx, table, wall);
    for (const [table, rights] of Object.entries(OF_USERS)) await grant(tx, table, rights);
    for (const name of FUNCTIONS) {
      await sql`GRANT EXECUTE ON FUNCTION ${sql.id(name)} TO ${sql.id(REQUEST_ROLE)}`.execute(tx);
    }
  });
}

/**
 * Puts walls before the tables that an earlier step of the database has, until its own release puts up its own: to be
 * called in the transaction that undoes the later steps. Where conditions need what is not there, nothing is seen.
 */
export async function putEarlierWalls(tx: Kysely<unknown>): Promise<void> {
  await makeRole(tx);
  for (const [table, wall] of await listWalls(tx)) {
    if (!(await isThere(tx, table))) continue;
    await sql`SAVEPOINT wall`.execute(tx);
    try {
      await put(tx, table, wall, EARLIER);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && NOT_THERE.test(error.code ?? ""))) throw error;
      await sql`ROLLBACK TO SAVEPOINT wall`.execute(tx);
      await put(tx, table, { isSeen: "false", rights: null }, EARLIER);
    }
    await sql`RELEASE SAVEPOINT wall`.execute(tx);
  }
}

/** Says of a wall that it is none of the release that opens the database next. */
const EARLIER = "earlier";
/** SQLSTATE of tables, columns and functions. */
const NOT_THERE = /^42(?:P01|703|883)$/;

/** Requests see nothing then: to be called in the transaction that undoes steps, before them. */
export async function takeWallsDown(tx: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE p.polname = 'wall' AND c.relnamespace = 'public'::regnamespace`.execute(tx);
  for (const { name } of rows) await sql`DROP POLICY wall ON ${sql.id(name)}`.execute(tx);
}

async function isThere(tx: Kysely<unknown>, table: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ${table}`.execute(
    tx,
  );
  return rows.length > 0;
}

/** By their tables. */
async function listWalls(tx: Kysely<unknown>): Promise<ReadonlyMap<string, Wall>> {
  const walls = new Map(Object.entries(WALLS));
  for (const table of await listTablesOfShops(tx)) {
    if (!walls.has(table)) walls.set(table, { isSeen: ofShops, rights: "SELECT" });
  }
  return walls;
}

/** Tables with a column `shop_id`, without partitions: they are read by their parents, whose wall counts. */
export async function listTablesOfShops(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id' AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname`.execute(db);
  return rows.map(({ name }) => name);
}

/** Of this version, for the user who runs the process. */
async function listStanding(tx: Kysely<unknown>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE p.polname = 'process' AND c.relforcerowsecurity
      AND c.relnamespace = 'public'::regnamespace AND obj_description(p.oid, 'pg_policy') = ${WALLS_VERSION} || ' ' || current_user`.execute(
    tx,
  );
  return new Set(rows.map(({ name }) => name));
}

/** Roles are the whole server's: another database of it may have made it. */
async function makeRole(tx: Kysely<unknown>): Promise<void> {
  const role = sql.id(REQUEST_ROLE);
  const { rows } = await sql`SELECT FROM pg_roles WHERE rolname = ${REQUEST_ROLE}`.execute(tx);
  if (rows.length === 0) {
    await sql`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS`.execute(tx);
  }
  await sql`GRANT ${role} TO CURRENT_USER`.execute(tx);
  await sql`GRANT USAGE ON SCHEMA public TO ${role}`.execute(tx);
}

async function put(
  tx: Kysely<unknown>,
  table: string,
  { isSeen, isWritable = isSeen, rights }: Wall,
  version = WALLS_VERSION,
): Promise<void> {
  const name = sql.id(table);
  await sql`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`.execute(tx);
  await sql`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`.execute(tx);
  await sql`DROP POLICY IF EXISTS wall ON ${name}`.execute(tx);
  await sql`DROP POLICY IF EXISTS process ON ${name}`.execute(tx);
  await sql`
    CREATE POLICY wall ON ${name} TO ${sql.id(REQUEST_ROLE)}
      USING (${sql.raw(isSeen)}) WITH CHECK (${sql.raw(isWritable)})`.execute(tx);
  await sql`
    CREATE POLICY process ON ${name} TO CURRENT_USER USING (true) WITH CHECK (true)`.execute(tx);
  await sql`
    DO $$ BEGIN
      EXECUTE format('COMMENT ON POLICY process ON %I IS %L',
        ${sql.lit(table)}, ${sql.lit(`${version} `)} || current_user);
    END $$`.execute(tx);
  await grant(tx, table, rights);
}

async function grant(tx: Kysely<unknown>, table: string, rights: string | null): Promise<void> {
  const [name, role] = [sql.id(table), sql.id(REQUEST_ROLE)];
  await sql`REVOKE ALL ON ${name} FROM ${role}`.execute(tx);
  if (rights === null) return;
  await sql`GRANT ${sql.raw(rights)} ON ${name} TO ${role}`.execute(tx);
}
