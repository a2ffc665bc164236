/** Finds what is wrong with each shop and with the chain: each rule with the kinds of alerts that it decides on. */
import { type ChainAlertKind, PASSED_ON_KINDS } from "@saunter/protocol/chain/alert-kinds";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { readStates } from "../down/read-states.ts";
import { PROJECTIONS } from "../figures/projector.ts";
import { FORGED } from "../ingest/plan-signed.ts";
import {
  type AlertBounds,
  AUDIT_MS,
  FIGURES_BEHIND_MS,
  FIRST_BACKUP_MS,
  MESSAGE_CHARS_MAX,
  PAIRS_MIN,
  RECEIPTS_MIN,
  RECENT_MS,
  ROOM_SHARE_MAX,
  STORM_SILENT_MS,
  UNSIGNED_MIN,
  UNSIGNED_MS,
  WEBHOOK_ATTEMPTS,
} from "./alert-limits.ts";
import { createLagWatch } from "./lag-watch.ts";
import type { Cause } from "./plan-alerts.ts";

export interface HubRoom {
  readonly usedBytes: number;
  /** Null: unlimited, as far as the hub says. */
  readonly bytesMax: number | null;
  /** Names of servers that keep messages and are away. */
  readonly missing: readonly string[];
}

/** What is asked besides the database. */
export interface AlertSources {
  /** Since when the hub has not been reached; null: it is. */
  readonly hubSilentSinceMs: () => number | null;
  readonly readHubRoom: () => Promise<HubRoom>;
  /** When the last backup of the chain was made; undefined: nobody makes one here. */
  readonly readBackupMs?: () => Promise<number | null>;
}

export interface Look {
  readonly db: ChainDatabase;
  readonly nowMs: number;
}

export interface Rule {
  readonly kinds: readonly ChainAlertKind[];
  /** It reads so much that it is not done each time. */
  readonly isSlow: boolean;
  read(look: Look): Promise<readonly Cause[]>;
}

/** Rules remember how far things were: to be made once. */
export function createRules(bounds: AlertBounds, sources: AlertSources): readonly Rule[] {
  return [
    ruleShops(bounds),
    ruleUnsigned(),
    ruleSetAside(),
    ruleForged(),
    ruleKeyless(),
    ruleCopies(),
    rulePassedOn(),
    ruleFigures(),
    ruleHub(sources),
    ruleRollOuts(),
    ruleWebhooks(),
    ruleDirectories(),
    ruleShortfalls(),
    ruleOwedPoints(),
    ruleReviews(bounds),
    ruleVersions(),
    ruleRoom(bounds, sources),
    ruleBackup(bounds, sources),
  ];
}

interface OfShop {
  readonly kind: ChainAlertKind;
  readonly shopId: string;
  readonly message: string;
  /** As many shops have it at once. */
  readonly words: string;
  /** Tells causes of one kind at one shop apart. */
  readonly part?: string;
  readonly isDue?: boolean;
}

function ofShop({ kind, shopId, message, words, part, isDue = true }: OfShop): Cause {
  const key = part === undefined ? kind : `${kind} ${part}`;
  return {
    ...{ kind, shopId, isDue, organisationId: null, isForAll: false, message: shorten(message) },
    alertKey: `${key} ${shopId}`,
    storm: { key, words },
  };
}

interface OfChain {
  readonly kind: ChainAlertKind;
  readonly message: string;
  readonly part?: string;
  readonly organisationId?: string | null;
  readonly isForAll?: boolean;
}

function ofChain(options: OfChain): Cause {
  const { kind, message, part, organisationId = null, isForAll = false } = options;
  return {
    ...{ kind, organisationId, isForAll, shopId: null, storm: null, isDue: true },
    message: shorten(message),
    alertKey: part === undefined ? kind : `${kind} ${part}`,
  };
}

/** What a shop says becomes a line of a mail. */
function shorten(message: string): string {
  return message.replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, " ").slice(0, MESSAGE_CHARS_MAX);
}

const MS_PER_S = 1000;
const MINUTE_MS = 60_000;
const inSeconds = (ms: number): string => `${Math.round(ms / MS_PER_S)} s`;
const inPercent = (share: number): string => `${Math.round(share * 100)} %`;

function ruleShops({ silentMs, behindMs, clockMs }: AlertBounds): Rule {
  const lags = createLagWatch();
  return {
    kinds: ["shop-silent", "shop-behind", "shop-clock"],
    isSlow: false,
    read: async ({ db, nowMs }) => {
      const rows = await db
        .selectFrom("shop_states as st")
        .innerJoin("up_heads as u", "u.shop_id", "st.shop_id")
        .select(["st.shop_id", "st.seen_ms", "st.clock_ahead_ms"])
        .select(["st.position as goal", "u.position"])
        .execute();
      return rows.flatMap(({ shop_id: shopId, ...row }) => {
        const causes: Cause[] = [];
        const unseenMs = nowMs - row.seen_ms;
        if (unseenMs > Math.min(silentMs, STORM_SILENT_MS)) {
          const words = "they have not answered. Look at the hub and its network first.";
          const message = `It has not answered for ${inSeconds(silentMs)}: look at its line, its power and its computer.`;
          const isDue = unseenMs > silentMs;
          causes.push(ofShop({ kind: "shop-silent", shopId, message, words, isDue }));
        }
        const sinceMs = lags.note(shopId, row.position, row.goal, nowMs);
        if (sinceMs !== null && nowMs - sinceMs > behindMs) {
          const words = "their events do not come. Look at the chain's process and the hub.";
          const message = `${row.goal - row.position} of its events have not come for ${Math.round(behindMs / MS_PER_S)} s.`;
          causes.push(ofShop({ kind: "shop-behind", shopId, message, words }));
        }
        if (Math.abs(row.clock_ahead_ms) > clockMs) {
          const way = row.clock_ahead_ms > 0 ? "ahead" : "behind";
          const seconds = Math.round(Math.abs(row.clock_ahead_ms) / MS_PER_S);
          const words = "their clocks are off. Look at the clock of the chain's own computer.";
          const message = `Its clock is ${seconds} s ${way}: receipts have the wrong time.`;
          causes.push(ofShop({ kind: "shop-clock", shopId, message, words }));
        }
        return causes;
      });
    },
  };
}

function ruleUnsigned(): Rule {
  /** Since when each shop's queue has been long. */
  const since = new Map<string, number>();
  return {
    kinds: ["shop-unsigned"],
    isSlow: false,
    read: async ({ db, nowMs }) => {
      const rows = await db.selectFrom("shop_states").select(["shop_id", "unsigned"]).execute();
      return rows.flatMap(({ shop_id: shopId, unsigned }) => {
        if (unsigned === null || unsigned < UNSIGNED_MIN) {
          since.delete(shopId);
          return [];
        }
        const sinceMs = since.get(shopId) ?? nowMs;
        since.set(shopId, sinceMs);
        if (nowMs - sinceMs < UNSIGNED_MS) return [];
        const message = `${unsigned} receipts wait for the signing device: have it checked.`;
        const words =
          "receipts wait to be signed. Look at what their signing devices have in common.";
        return [ofShop({ kind: "shop-unsigned", shopId, message, words })];
      });
    },
  };
}

/** Messages that wait on the page Set aside, by shop. */
function countSetAside(db: ChainDatabase) {
  return db
    .selectFrom("set_aside")
    .select(({ fn }) => ["shop_id", fn.countAll<number>().as("count")])
    .where("dismissed_ms", "is", null)
    .groupBy("shop_id");
}

function ruleSetAside(): Rule {
  return {
    kinds: ["shop-set-aside"],
    isSlow: false,
    read: async ({ db }) => {
      const rows = await countSetAside(db).where("reason", "not in", FORGED).execute();
      return rows.map(({ count, shop_id: shopId }) => {
        const message = `${count} messages could not be taken: see the page Set aside.`;
        const kind = "shop-set-aside";
        return shopId === null
          ? ofChain({ kind, message, part: "unknown" })
          : ofShop({ kind, shopId, message, words: "messages of theirs could not be taken." });
      });
    },
  };
}

/** Messages in a shop's name that the shop did not sign. */
function ruleForged(): Rule {
  return {
    kinds: ["shop-forged"],
    isSlow: false,
    read: async ({ db }) => {
      const rows = await countSetAside(db)
        .where("reason", "in", FORGED)
        .where("shop_id", "is not", null)
        .execute();
      return rows.map(({ count, shop_id: shopId }) =>
        ofShop({
          ...{ kind: "shop-forged", shopId: shopId! },
          message: `${count} messages in its name were not signed by it and were refused: look at the hub's servers, then renew its credentials. See the page Set aside.`,
          words:
            "messages in their names were not signed by them. Look at the hub's servers first.",
        }),
      );
    },
  };
}

/** Shops whose last credentials have no keys: they can't sign, nor verify what the chain has signed. */
function ruleKeyless(): Rule {
  return {
    kinds: ["shop-keyless"],
    isSlow: false,
    read: async ({ db }) => {
      const rows = await db
        .selectFrom("hub_credentials")
        .select("shop_id")
        .distinct()
        .where("withdrawn_ms", "is", null)
        // Those with a date were replaced, and end then.
        .where("expires_ms", "is", null)
        .where("row_key", "is", null)
        .execute();
      return rows.map(({ shop_id: shopId }) =>
        ofShop({
          ...{ kind: "shop-keyless", shopId },
          message:
            "Its credentials for the hub have no keys, so its messages and the chain's aren't verified: renew its credentials.",
          words: "credentials for the hub have no keys. Renew them, shop by shop.",
        }),
      );
    },
  };
}

/** Messages at the hub that were no part of a shop's copy, of a day. */
function ruleCopies(): Rule {
  return {
    kinds: ["shop-copy"],
    isSlow: false,
    read: async ({ db, nowMs }) => {
      const rows = await db
        .selectFrom("copy_strays")
        .select(["shop_id", "removed"])
        .where("last_ms", ">", nowMs - RECENT_MS)
        .execute();
      return rows.map(({ removed, shop_id: shopId }) =>
        ofShop({
          ...{ kind: "shop-copy", shopId },
          message: `${removed} messages that it left at the hub were no part of its copy, and were removed.`,
          words: "they leave messages at the hub that are no part of their copies.",
        }),
      );
    },
  };
}

/** Alerts that shops have raised themselves, one of each kind. */
function rulePassedOn(): Rule {
  return {
    kinds: ["shop-alert"],
    isSlow: false,
    read: async ({ db }) => {
      const rows = await db
        .selectFrom("alerts")
        .distinctOn(["shop_id", "kind"])
        .select(["shop_id", "kind", "message"])
        .where("cleared_ms", "is", null)
        .where("kind", "in", PASSED_ON_KINDS)
        .orderBy("shop_id")
        .orderBy("kind")
        .orderBy("position")
        .execute();
      return rows.map(({ kind, message, shop_id: shopId }) =>
        ofShop({
          ...{ kind: "shop-alert", shopId, part: kind },
          message: `${kind}: ${message}`,
          words: `they have raised ${kind}.`,
        }),
      );
    },
  };
}

function ruleFigures(): Rule {
  const lags = createLagWatch();
  return {
    kinds: ["figures-behind"],
    isSlow: false,
    read: async ({ db, nowMs }) => {
      const names = PROJECTIONS.map(({ name }) => name);
      const { rows } = await sql<{ key: string; position: number; goal: number }>`
        SELECT u.shop_id || ' ' || p.name AS key, u.position AS goal,
          coalesce(f.position, 0) AS position
        FROM up_heads u CROSS JOIN unnest(${names}::text[]) AS p (name)
        LEFT JOIN figure_heads f ON f.shop_id = u.shop_id AND f.projection = p.name`.execute(db);
      const late = rows.filter(({ goal, key, position }) => {
        const sinceMs = lags.note(key, position, goal, nowMs);
        return sinceMs !== null && nowMs - sinceMs > FIGURES_BEHIND_MS;
      });
      if (late.length === 0) return [];
      const shops = new Set(late.map(({ key }) => key.split(" ", 1)[0])).size;
      const message = `Figures of ${shops} shops are not up to date: look at the log of the chain's process.`;
      return [ofChain({ kind: "figures-behind", message })];
    },
  };
}

function ruleHub({ hubSilentSinceMs }: AlertSources): Rule {
  return {
    kinds: ["hub-unreachable"],
    isSlow: false,
    read: async ({ nowMs }) => {
      const sinceMs = hubSilentSinceMs();
      if (sinceMs === null || nowMs - sinceMs < MINUTE_MS) return [];
      const message =
        "The hub has not been reached for a minute. Shops sell on; their events wait with them.";
      return [ofChain({ kind: "hub-unreachable", message, isForAll: true })];
    },
  };
}

function ruleRollOuts(): Rule {
  return {
    kinds: ["roll-out-stopped"],
    isSlow: false,
    read: async ({ db }) => {
      const rows = await db
        .selectFrom("roll_outs")
        .select(["roll_out_id", "kind", "version", "reason"])
        .where("state", "=", "stopped")
        .execute();
      return rows.map(({ kind, reason, roll_out_id: part, version }) =>
        ofChain({
          ...{ kind: "roll-out-stopped", part },
          message: `The roll-out of ${kind} ${version} has stopped: ${reason ?? "nobody said why"}`,
        }),
      );
    },
  };
}

function ruleWebhooks(): Rule {
  return {
    kinds: ["webhook-failing"],
    isSlow: false,
    read: async ({ db, nowMs }) => {
      const { rows } = await sql<{ id: string; organisationId: string | null; url: string }>`
        SELECT w.subscription_id AS id, w.organisation_id AS "organisationId", w.url
        FROM webhook_subscriptions w
        WHERE w.is_enabled AND (EXISTS (
          SELECT FROM webhook_deliveries d WHERE d.subscription_id = w.subscription_id
            AND d.status = 'pending' AND d.attempts >= ${WEBHOOK_ATTEMPTS}
        ) OR EXISTS (
          SELECT FROM webhook_deliveries d WHERE d.subscription_id = w.subscription_id
            AND d.status = 'dead' AND d.ended_ms > ${nowMs - RECENT_MS}::bigint))`.execute(db);
      return rows.map(({ id, organisationId, url }) =>
        ofChain({
          ...{ kind: "webhook-failing", part: id, organisationId },
          // Its path may be a secret.
          message: `Webhooks to ${new URL(url).host} fail: tell whoever runs the receiving system.`,
        }),
      );
    },
  };
}

function ruleDirectories(): Rule {
  return {
    kinds: ["directory-failing"],
    isSlow: false,
    read: async ({ db }) => {
      const rows = await db
        .selectFrom("directory_states as d")
        .innerJoin("scim_tokens as t", "t.token_id", "d.token_id")
        .select(["d.token_id", "d.failure", "t.name", "t.organisation_id"])
        .where("d.failed_ms", "is not", null)
        .where(({ eb, or, ref }) =>
          or([eb("d.done_ms", "is", null), eb("d.done_ms", "<", ref("d.failed_ms"))]),
        )
        .execute();
      return rows.map(({ failure, name, organisation_id: organisationId, token_id: part }) =>
        ofChain({
          ...{ kind: "directory-failing", part, organisationId },
          message: `The directory ${name} could not change its users: ${failure ?? "no reason"}`,
        }),
      );
    },
  };
}

/** Captures that came short and nobody has settled, by whose cards they are. */
function ruleShortfalls(): Rule {
  return {
    kinds: ["captures-short"],
    isSlow: true,
    read: async ({ db }) => {
      const rows = await db
        .selectFrom("balance_holds as h")
        .leftJoin("balances as b", "b.balance_id", "h.balance_id")
        .innerJoin("shops as s", "s.shop_id", "h.shop_id")
        .select(({ fn }) => [
          fn.countAll<number>().as("count"),
          fn.coalesce("b.organisation_id", "s.organisation_id").as("organisation_id"),
        ])
        .where("h.short_minor", ">", 0)
        .where("h.settled_ms", "is", null)
        .groupBy(({ fn }) => fn.coalesce("b.organisation_id", "s.organisation_id"))
        .execute();
      return rows.map(({ count, organisation_id: organisationId }) =>
        ofChain({
          ...{ kind: "captures-short", part: organisationId, organisationId },
          message: `Captures that found less on a card than the receipt counts on: ${count}. Settle them on the page Gift cards.`,
        }),
      );
    },
  };
}

function ruleOwedPoints(): Rule {
  return {
    kinds: ["points-owed"],
    isSlow: true,
    read: async ({ db }) => {
      const rows = await db
        .selectFrom("balances")
        .select(({ fn }) => ["organisation_id", fn.countAll<number>().as("count")])
        .where("owed_units", ">", 0)
        .groupBy("organisation_id")
        .execute();
      return rows.map(({ count, organisation_id: organisationId }) =>
        ofChain({
          ...{ kind: "points-owed", part: organisationId ?? "chain", organisationId },
          message: `Customers who owe points that they had spent: ${count}. What they earn next pays them; or waive them on the page Customers.`,
        }),
      );
    },
  };
}

interface ReviewRow {
  readonly shopId: string;
  readonly receipts: number;
  readonly reviewed: number;
  readonly lapsed: number;
  readonly pairs: number;
  readonly agreed: number;
}

function ruleReviews({ reviewShareMax, lapsedMax, accuracyShareMin }: AlertBounds): Rule {
  return {
    kinds: ["shop-review-rate", "shop-reviews-lapsed", "shop-accuracy"],
    isSlow: true,
    read: async ({ db, nowMs }) => {
      const { rows } = await sql<ReviewRow>`
        SELECT s.shop_id AS "shopId", r.receipts, r.reviewed, v.lapsed, p.pairs, p.agreed
        FROM shops s
        CROSS JOIN LATERAL (
          SELECT count(*) AS receipts, count(*) FILTER (WHERE is_reviewed) AS reviewed
          FROM receipts WHERE receipts.shop_id = s.shop_id
            AND drafted_ms > ${nowMs - RECENT_MS}::bigint
        ) r
        CROSS JOIN LATERAL (
          SELECT count(*) AS lapsed FROM reviews WHERE reviews.shop_id = s.shop_id
            AND opened_ms > ${nowMs - AUDIT_MS}::bigint
            AND status = 'lapsed' AND ended_ms > ${nowMs - RECENT_MS}::bigint
        ) v
        CROSS JOIN LATERAL (
          SELECT count(*) AS pairs, count(*) FILTER (WHERE again_agrees) AS agreed
          FROM reviews WHERE reviews.shop_id = s.shop_id
            AND opened_ms > ${nowMs - AUDIT_MS}::bigint AND again_agrees IS NOT NULL
        ) p`.execute(db);
      return rows.flatMap((row) => {
        const { shopId, receipts, reviewed, lapsed, pairs, agreed } = row;
        const causes: Cause[] = [];
        if (receipts >= RECEIPTS_MIN && reviewed / receipts > reviewShareMax) {
          const message = `A person had to look at ${inPercent(reviewed / receipts)} of ${receipts} receipts of a day.`;
          const words = "more receipts than usual need a review.";
          causes.push(ofShop({ kind: "shop-review-rate", shopId, message, words }));
        }
        if (lapsed > lapsedMax) {
          const message = `${lapsed} reviews of a day were not decided in time, and were settled for the shopper.`;
          const words = "reviews are not decided in time.";
          causes.push(ofShop({ kind: "shop-reviews-lapsed", shopId, message, words }));
        }
        if (pairs >= PAIRS_MIN && agreed / pairs < accuracyShareMin) {
          const message = `Two reviewers agreed on ${inPercent(agreed / pairs)} of ${pairs} interactions of 30 days.`;
          const words = "reviewers agree less often than they should.";
          causes.push(ofShop({ kind: "shop-accuracy", shopId, message, words }));
        }
        return causes;
      });
    },
  };
}

function ruleVersions(): Rule {
  return {
    kinds: ["version-refused"],
    isSlow: true,
    read: async ({ db, nowMs }) => {
      const states = await readStates(db, nowMs);
      return states
        .filter(({ state }) => state === "refused")
        .map(({ kind, reason, shopId, version }) =>
          ofShop({
            ...{ kind: "version-refused", shopId, part: kind },
            message: `It refuses ${kind} ${version}: ${reason ?? "it says no reason"}`,
            words: `they refuse a version of ${kind}.`,
          }),
        );
    },
  };
}

function ruleRoom({ databaseBytesMax }: AlertBounds, { readHubRoom }: AlertSources): Rule {
  return {
    kinds: ["database-full", "hub-full", "hub-server-missing"],
    isSlow: true,
    read: async ({ db }) => {
      const causes: Cause[] = [];
      const { usedBytes, bytesMax, missing } = await readHubRoom();
      if (bytesMax !== null && usedBytes > bytesMax * ROOM_SHARE_MAX) {
        const message = `The hub has used ${inPercent(usedBytes / bytesMax)} of its room for messages.`;
        causes.push(ofChain({ kind: "hub-full", message }));
      }
      for (const name of missing) {
        const message = `The hub's server ${name} is away. With one more away, shops wait.`;
        causes.push(ofChain({ kind: "hub-server-missing", part: name, message }));
      }
      if (databaseBytesMax !== null) {
        const { rows } = await sql<{ bytes: number }>`
          SELECT pg_database_size(current_database()) AS bytes`.execute(db);
        const share = rows[0]!.bytes / databaseBytesMax;
        if (share > ROOM_SHARE_MAX) {
          const message = `The database has used ${inPercent(share)} of its room.`;
          causes.push(ofChain({ kind: "database-full", message }));
        }
      }
      return causes;
    },
  };
}

function ruleBackup({ backupMs }: AlertBounds, { readBackupMs }: AlertSources): Rule {
  /** Since when there has been none. */
  let noneSinceMs: number | null = null;
  return {
    kinds: ["backup-old"],
    isSlow: true,
    read: async ({ nowMs }) => {
      if (readBackupMs === undefined) return [];
      const lastMs = await readBackupMs();
      noneSinceMs = lastMs === null ? (noneSinceMs ?? nowMs) : null;
      // A chain that has just begun is still making its first one.
      const isFirstDue = noneSinceMs !== null && nowMs - noneSinceMs >= FIRST_BACKUP_MS;
      if (lastMs === null ? !isFirstDue : nowMs - lastMs <= backupMs) return [];
      const message =
        lastMs === null
          ? "There is no backup of the chain."
          : `The last backup of the chain is ${Math.round((nowMs - lastMs) / (60 * MINUTE_MS))} h old.`;
      return [ofChain({ kind: "backup-old", message })];
    },
  };
}
