/**
 * Who is given which review. A look is a lease: while it lasts nobody else is given the review, and its reviewer no
 * other one. The database keeps both; whether the review can be had at all its shop says.
 */
import { CLAIM_MS, UNDO_MS } from "@saunter/commerce/review/decide";
import { SECOND_LOOK_WITHIN_MS } from "@saunter/commerce/review/second-look";
import { nameReviewer } from "@saunter/protocol/chain/reviewer-names";
import { sql } from "kysely";
import { asProcess } from "../access/as-request.ts";
import { makeId, type RandomBytes } from "../access/tokens.ts";
import type { LookEnding } from "../database/chain-tables.ts";
import type { ChainTransaction } from "../database/open-database.ts";
import {
  LOST_MS,
  SECOND_LOOK_EVERY,
  SERVED_COST_MS,
  SERVED_WITHIN_MS,
  SILENT_MS,
  SKIPPED_MS,
} from "./pool-limits.ts";

export interface Look {
  readonly lookId: string;
  readonly shopId: string;
  readonly reviewId: string;
  readonly userId: string;
}

interface Candidate {
  readonly shopId: string;
  readonly reviewId: string;
  readonly visitId: string;
  readonly isSecond: boolean;
}

export interface TakeOptions {
  readonly userId: string;
  /** Shops that have not answered a moment ago. */
  readonly away: readonly string[];
  readonly nowMs: number;
  readonly random: RandomBytes;
}

/** Others may be given the same at the same moment: then the next is tried. */
const RACES_MAX = 20;

/**
 * The review that a reviewer has, or is given now; null where none waits. To be asked in a request of their reach:
 * what lies outside of it is not there.
 */
export async function takeLook(tx: ChainTransaction, options: TakeOptions): Promise<Look | null> {
  const { userId, nowMs, random } = options;
  await asProcess(tx, () => expireLooks(tx, nowMs));
  const isSecondFirst = random(1)[0]! % SECOND_LOOK_EVERY === 0;
  for (let race = 0; race < RACES_MAX; race++) {
    const held = await findHeld(tx, userId);
    if (held !== null) return held;
    const [find, orElse] = isSecondFirst ? [findSecond, findFirst] : [findFirst, findSecond];
    const found = (await find(tx, options)) ?? (await orElse(tx, options));
    if (found === null) return null;
    const look = await asProcess(tx, () => addLook(tx, found, options));
    if (look !== null) return look;
  }
  return null;
}

/** Null where somebody else has just been given it, or the reviewer another one. */
async function addLook(
  tx: ChainTransaction,
  { shopId, reviewId, visitId, isSecond }: Candidate,
  { userId, nowMs, random }: TakeOptions,
): Promise<Look | null> {
  const lookId = makeId(random);
  const row = await tx
    .insertInto("review_looks")
    .values({
      ...{ look_id: lookId, shop_id: shopId, review_id: reviewId, visit_id: visitId },
      ...{ user_id: userId, is_second: isSecond, given_ms: nowMs, until_ms: nowMs + CLAIM_MS },
      ...{ ended_ms: null, ending: null },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("look_id")
    .executeTakeFirst();
  return row === undefined ? null : { lookId, shopId, reviewId, userId };
}

async function findHeld(tx: ChainTransaction, userId: string): Promise<Look | null> {
  const row = await tx
    .selectFrom("review_looks")
    .select(["look_id", "shop_id", "review_id"])
    .where("user_id", "=", userId)
    .where("ended_ms", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { lookId: row.look_id, shopId: row.shop_id, reviewId: row.review_id, userId };
}

/** Ends what nobody decided in time. */
async function expireLooks(tx: ChainTransaction, nowMs: number): Promise<void> {
  await tx
    .updateTable("review_looks")
    .set((one) => ({ ended_ms: one.ref("until_ms"), ending: "expired" }))
    .where("ended_ms", "is", null)
    .where("until_ms", "<=", nowMs)
    .execute();
}

/** That nobody is looking at the review, or at another one of its visit. */
const isFree = sql`NOT EXISTS (
  SELECT FROM review_looks l WHERE l.shop_id = r.shop_id AND l.visit_id = r.visit_id
    AND l.ended_ms IS NULL)`;

const isAnswering = (nowMs: number, away: readonly string[]) => sql`
  r.shop_id <> ALL (${[...away]}::text[]) AND EXISTS (
    SELECT FROM shop_states s WHERE s.shop_id = r.shop_id
      AND s.has_reviewers AND s.seen_ms > ${nowMs - SILENT_MS}::bigint)`;

const isUnclaimed = (userId: string, nowMs: number) => sql`
  (r.claimed_by IS NULL OR r.claimed_by = ${nameReviewer(userId)}
    OR r.claimed_until_ms <= ${nowMs}::bigint)`;

/**
 * Those of which nothing of a visit is charged go first; then what is due first. What a shop was given lately counts
 * as time: a shop with many lets others in between, and none is passed over until its deadlines.
 */
async function findFirst(tx: ChainTransaction, options: TakeOptions): Promise<Candidate | null> {
  const { userId, away, nowMs } = options;
  const { rows } = await sql<Candidate>`
    WITH served AS (
      SELECT shop_id, count(*) AS count FROM review_looks
      WHERE given_ms > ${nowMs - SERVED_WITHIN_MS}::bigint GROUP BY shop_id
    )
    SELECT r.shop_id AS "shopId", r.review_id AS "reviewId", r.visit_id AS "visitId",
      false AS "isSecond"
    FROM reviews r LEFT JOIN served USING (shop_id)
    WHERE r.status = 'open' AND r.due_ms > ${nowMs}::bigint
      AND ${isAnswering(nowMs, away)} AND ${isUnclaimed(userId, nowMs)} AND ${isFree}
      AND NOT EXISTS (
        SELECT FROM review_looks l WHERE l.shop_id = r.shop_id AND l.review_id = r.review_id AND (
          (l.ending = 'lost' AND l.ended_ms > ${nowMs - LOST_MS}::bigint)
          OR (l.ending = 'decided' AND l.ended_ms > ${nowMs - LOST_MS}::bigint)
          OR (l.ending = 'skipped' AND l.user_id = ${userId}
            AND l.ended_ms > ${nowMs - SKIPPED_MS}::bigint)))
    ORDER BY r.is_all_at_stake DESC,
      r.due_ms + coalesce(served.count, 0) * ${SERVED_COST_MS}::bigint,
      r.worth_minor DESC, r.shop_id, r.review_id
    LIMIT 1`.execute(tx);
  return rows[0] ?? null;
}

/**
 * One that somebody else has decided, of those that are decided twice: neither theirs, nor one that they have had
 * before them.
 */
async function findSecond(tx: ChainTransaction, options: TakeOptions): Promise<Candidate | null> {
  const { userId, away, nowMs } = options;
  const { rows } = await sql<Candidate>`
    SELECT r.shop_id AS "shopId", r.review_id AS "reviewId", r.visit_id AS "visitId",
      true AS "isSecond"
    FROM reviews r
    WHERE r.status = 'decided' AND r.is_twice AND r.again_by IS NULL
      AND r.ended_ms <= ${nowMs - UNDO_MS}::bigint
      AND r.ended_ms > ${nowMs - SECOND_LOOK_WITHIN_MS}::bigint
      AND r.decided_by <> ${nameReviewer(userId)}
      AND ${isAnswering(nowMs, away)} AND ${isUnclaimed(userId, nowMs)} AND ${isFree}
      AND NOT EXISTS (
        SELECT FROM review_looks l WHERE l.shop_id = r.shop_id AND l.review_id = r.review_id AND (
          l.user_id = ${userId}
          OR (l.is_second AND l.ending IN ('lost', 'decided')
            AND l.ended_ms > ${nowMs - LOST_MS}::bigint)))
    ORDER BY r.ended_ms, r.shop_id, r.review_id LIMIT 1`.execute(tx);
  return rows[0] ?? null;
}

/** The reviewer is still at it. */
export async function extendLook(
  tx: ChainTransaction,
  { lookId }: Look,
  nowMs: number,
): Promise<number> {
  const untilMs = nowMs + CLAIM_MS;
  await asProcess(tx, () =>
    tx
      .updateTable("review_looks")
      .set({ until_ms: untilMs })
      .where("look_id", "=", lookId)
      .where("ended_ms", "is", null)
      .execute(),
  );
  return untilMs;
}

/** What has ended stays as it did, unless it is decided after its time: then it was not left alone. */
export async function endLook(
  tx: ChainTransaction,
  { lookId }: Look,
  ending: LookEnding,
  nowMs: number,
): Promise<void> {
  await asProcess(tx, () =>
    tx
      .updateTable("review_looks")
      .set({ ended_ms: nowMs, ending })
      .where("look_id", "=", lookId)
      .where(({ eb, or }) =>
        or([
          eb("ended_ms", "is", null),
          ...(ending === "decided" ? [eb("ending", "=", "expired")] : []),
        ]),
      )
      .execute(),
  );
}

/** A reviewer's own look with one of these endings, null: before them; null where there is none such. */
export async function findLook(
  tx: ChainTransaction,
  lookId: string,
  userId: string,
  endings: readonly (LookEnding | null)[],
): Promise<Look | null> {
  const row = await tx
    .selectFrom("review_looks")
    .select(["shop_id", "review_id", "ending"])
    .where("look_id", "=", lookId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (row === undefined || !endings.includes(row.ending)) return null;
  return { lookId, shopId: row.shop_id, reviewId: row.review_id, userId };
}

/**
 * Puts a decided review before its reviewer again. Gives the one that they had since, which goes back to the others;
 * null where they had none.
 */
export async function reopenLook(
  tx: ChainTransaction,
  { lookId, userId }: Look,
  nowMs: number,
): Promise<Look | null> {
  const held = await findHeld(tx, userId);
  if (held !== null && held.lookId !== lookId) await endLook(tx, held, "returned", nowMs);
  await asProcess(tx, () =>
    tx
      .updateTable("review_looks")
      .set({ ended_ms: null, ending: null, until_ms: nowMs + CLAIM_MS })
      .where("look_id", "=", lookId)
      .execute(),
  );
  return held?.lookId === lookId ? null : held;
}

export interface Waiting {
  readonly waiting: number;
  readonly away: readonly {
    readonly shopId: string;
    readonly name: string;
    readonly waiting: number;
  }[];
}

/**
 * What waits in the shops of the request's reach that the chain may review for, those that do not answer by
 * themselves.
 */
export async function countWaiting(tx: ChainTransaction, nowMs: number): Promise<Waiting> {
  const { rows } = await sql<{
    shopId: string;
    name: string;
    waiting: number;
    isAway: boolean;
  }>`
    SELECT r.shop_id AS "shopId", s.name, count(*) AS waiting,
      t.seen_ms <= ${nowMs - SILENT_MS}::bigint AS "isAway"
    FROM reviews r JOIN shops s USING (shop_id) JOIN shop_states t USING (shop_id)
    WHERE t.has_reviewers AND r.status = 'open' AND r.due_ms > ${nowMs}::bigint
    GROUP BY r.shop_id, s.name, t.seen_ms ORDER BY s.name, r.shop_id`.execute(tx);
  return {
    waiting: rows.reduce((sum, one) => sum + (one.isAway ? 0 : one.waiting), 0),
    away: rows
      .filter(({ isAway }) => isAway)
      .map(({ shopId, name, waiting }) => ({ shopId, name, waiting })),
  };
}
