/** Cards that are replaced, captures that came short and are settled, and versions of loyalty rules. */
import { type Kysely, sql } from "kysely";
import {
  isKept,
  kept,
  nameKeptColumns,
  nameKeptRows,
  returnRows,
  reversible,
} from "../reversible.ts";

type Db = Kysely<unknown>;

/** Of the database's clock, in milliseconds. */
const NOW_MS = "(extract(epoch FROM now()) * 1000)::bigint";

/** All cards of a balance but the last, which no other has replaced. */
const EARLIER_CARDS = `EXISTS (
  SELECT FROM balance_cards later WHERE later.balance_id = balance_cards.balance_id
    AND (coalesce(later.replaced_ms, 'infinity'::float8), later.issued_ms, later.number)
      > (coalesce(balance_cards.replaced_ms, 'infinity'::float8), balance_cards.issued_ms,
        balance_cards.number))`;

/** The earlier release blocks and unblocks cards: the times are of what was so before. */
const CARD_TIMES = {
  table: "balance_cards",
  columns: ["blocked_ms", "replaced_ms"],
  whileSame: ["is_blocked"],
};
const CARDS = nameKeptRows("balance_cards");
const VERSIONS = nameKeptRows("loyalty_rules");
/** The version of each rule with which the earlier release works. */
const LEFT_VERSIONS = "loyalty_rules.left";

export const CARDS_AND_RULES = reversible({
  columns: [
    CARD_TIMES,
    { table: "balance_holds", columns: ["settled_ms", "settled_by", "settled_note"] },
  ],
  rows: [
    { table: "balance_cards", of: EARLIER_CARDS },
    { table: "loyalty_rules", of: "true" },
  ],
  up: async (db: Db) => {
    await changeCards(db);
    await sql`
      ALTER TABLE balance_holds
        ADD COLUMN settled_ms bigint,
        ADD COLUMN settled_by text,
        ADD COLUMN settled_note text`.execute(db);
    await sql`
      CREATE INDEX balance_holds_short ON balance_holds (made_ms) WHERE short_minor > 0`.execute(
      db,
    );
    await sql`
      CREATE INDEX balances_owed ON balances (organisation_id) WHERE owed_units > 0`.execute(db);
    await changeRules(db);
    if (await isKept(db, CARDS)) await returnCards(db);
    if (await isKept(db, VERSIONS)) await returnVersions(db);
  },
  keep: async (db) => {
    // The earlier release knows one card of a balance, and does not know those that are replaced: they pay nothing.
    await sql`DELETE FROM balance_cards WHERE ${sql.raw(EARLIER_CARDS)}`.execute(db);
    await leaveRulesInForce(db);
  },
  down: async (db) => {
    await sql`DROP INDEX balance_cards_of, balance_cards_by, balance_holds_short, balances_owed`.execute(
      db,
    );
    await sql`ALTER TABLE balance_cards ADD UNIQUE (balance_id)`.execute(db);
    await sql`
      ALTER TABLE loyalty_rules
        DROP COLUMN version,
        DROP COLUMN effective_ms,
        DROP COLUMN is_open_to_join,
        DROP COLUMN note,
        ADD PRIMARY KEY (organisation_id, currency)`.execute(db);
  },
});

async function changeCards(db: Db): Promise<void> {
  // A balance has one card at a time; those before it stay blocked.
  await sql`
    ALTER TABLE balance_cards
      ADD COLUMN blocked_ms bigint,
      ADD COLUMN replaced_ms bigint,
      DROP CONSTRAINT balance_cards_balance_id_key`.execute(db);
  await sql`UPDATE balance_cards SET blocked_ms = issued_ms WHERE is_blocked`.execute(db);
  await sql`
    ALTER TABLE balance_cards
      ADD CHECK (is_blocked = (blocked_ms IS NOT NULL)),
      ADD CHECK (replaced_ms IS NULL OR is_blocked)`.execute(db);
  await sql`
    CREATE UNIQUE INDEX balance_cards_current ON balance_cards (balance_id)
      WHERE replaced_ms IS NULL`.execute(db);
  await sql`CREATE INDEX balance_cards_of ON balance_cards (balance_id, issued_ms)`.execute(db);
  await sql`CREATE INDEX balance_cards_by ON balance_cards (issued_by, issued_ms)`.execute(db);
}

async function changeRules(db: Db): Promise<void> {
  await sql`
    ALTER TABLE loyalty_rules
      ADD COLUMN version integer NOT NULL DEFAULT 1,
      ADD COLUMN effective_ms bigint,
      -- Whether shoppers may join by themselves.
      ADD COLUMN is_open_to_join boolean NOT NULL DEFAULT false,
      ADD COLUMN note text NOT NULL DEFAULT '',
      DROP CONSTRAINT loyalty_rules_pkey`.execute(db);
  await sql`UPDATE loyalty_rules SET effective_ms = set_ms`.execute(db);
  await sql`
    ALTER TABLE loyalty_rules
      ALTER COLUMN version DROP DEFAULT,
      ALTER COLUMN is_open_to_join DROP DEFAULT,
      ALTER COLUMN note DROP DEFAULT,
      ALTER COLUMN effective_ms SET NOT NULL,
      ADD PRIMARY KEY (organisation_id, currency, version)`.execute(db);
}

/**
 * A customer who was erased meanwhile has no card, and gets none back. When a card was blocked meanwhile is not known:
 * what was bought with it until now earns points, as the earlier release has it.
 */
async function returnCards(db: Db): Promise<void> {
  await sql`
    UPDATE balance_cards c SET blocked_ms = ${sql.raw(NOW_MS)}
    FROM ${kept(nameKeptColumns(CARD_TIMES))} k
    WHERE k.number = c.number AND c.is_blocked AND NOT k.is_blocked`.execute(db);
  await returnRows(db, {
    table: "balance_cards",
    name: CARDS,
    areWanted: sql`(
      EXISTS (SELECT FROM balance_cards c WHERE c.balance_id = r.balance_id)
      OR NOT EXISTS (SELECT FROM balances b WHERE b.balance_id = r.balance_id))`,
    doFit: sql`NOT EXISTS (SELECT FROM balance_cards c WHERE c.number = r.number)`,
  });
}

/**
 * The earlier release has one rule of an organisation and currency: the version that counts now. Where all of them begin
 * later, it has none. None begins while it runs.
 */
async function leaveRulesInForce(db: Db): Promise<void> {
  await sql`
    CREATE TABLE ${kept(LEFT_VERSIONS)} AS
      SELECT DISTINCT ON (organisation_id, currency) * FROM loyalty_rules
      WHERE effective_ms <= ${sql.raw(NOW_MS)}
      ORDER BY organisation_id, currency, effective_ms DESC, version DESC`.execute(db);
  await sql`
    DELETE FROM loyalty_rules r WHERE NOT EXISTS (
      SELECT FROM ${kept(LEFT_VERSIONS)} l WHERE ${isSameRule("l")} AND l.version = r.version)`.execute(
    db,
  );
}

/** A rule that was set meanwhile is one more version, from when it was set. One that begins after that still does. */
async function returnVersions(db: Db): Promise<void> {
  await sql`
    UPDATE loyalty_rules r SET version = l.version FROM ${kept(LEFT_VERSIONS)} l
    WHERE ${isSameRule("l")} AND ${IS_UNCHANGED}`.execute(db);
  // Whether shoppers may join stays as it was: whoever set the rule was not asked.
  await sql`
    UPDATE loyalty_rules r SET
      version = v.last + 1,
      effective_ms = greatest(r.effective_ms, l.effective_ms),
      is_open_to_join = coalesce(l.is_open_to_join, false)
    FROM (
      SELECT organisation_id, currency, max(version) AS last FROM ${kept(VERSIONS)} GROUP BY 1, 2) v
    LEFT JOIN ${kept(LEFT_VERSIONS)} l USING (organisation_id, currency)
    WHERE ${isSameRule("v")} AND (l.version IS NULL OR NOT ${IS_UNCHANGED})`.execute(db);
  await returnRows(db, {
    table: "loyalty_rules",
    name: VERSIONS,
    // Somebody has removed the rule by hand: none of before comes into force again.
    doFit: sql`(
      NOT EXISTS (SELECT FROM ${kept(LEFT_VERSIONS)} l WHERE ${isSameRule("l")})
      OR EXISTS (SELECT FROM loyalty_rules now WHERE ${isSameRule("now")}))`,
  });
  await sql`DROP TABLE ${kept(LEFT_VERSIONS)}`.execute(db);
}

const isSameRule = (alias: string) => sql`(
  ${sql.id(alias)}.organisation_id = r.organisation_id AND ${sql.id(alias)}.currency = r.currency)`;

/** A rule that is set is new as a whole. */
const IS_UNCHANGED = sql`(
  (l.earned_points, l.per_minor, l.points_per_minor, l.set_by, l.set_ms)
  = (r.earned_points, r.per_minor, r.points_per_minor, r.set_by, r.set_ms))`;
