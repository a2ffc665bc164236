/** What reviewers did, and what waits: figures that say nothing of what was decided. */
import { findAgreementInterval } from "@saunter/commerce/review/agreement-interval";
import type { GET_REVIEWS_STATISTICS } from "@saunter/protocol/chain/http/review-routes";
import { findUserOf } from "@saunter/protocol/chain/reviewer-names";
import { sql } from "kysely";
import type { Static } from "typebox";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";

export type ReviewStatistics = Static<(typeof GET_REVIEWS_STATISTICS)["answers"][200]["schema"]>;
type Agreement = ReviewStatistics["pool"]["agreement"];
type Reviewer = ReviewStatistics["reviewers"][number];

const HOUR_MS = 3_600_000;

/** Of the shops that the transaction sees. */
export async function readReviewStatistics(
  tx: ChainTransaction,
  sinceMs: number,
  nowMs: number,
): Promise<ReviewStatistics> {
  const [open, ended, work, pairs] = [
    await readOpenReviews(tx, nowMs),
    await readEnded(tx, sinceMs),
    await readWork(tx, sinceMs),
    await readPairs(tx, sinceMs),
  ];
  const ids = [...new Set([...work.map(({ userId }) => userId), ...pairs.flatMap(listUsers)])];
  const names = await readNames(tx, ids);
  const reviewers = ids.map((userId): Reviewer => {
    const own = work.filter((one) => one.userId === userId);
    const [all] = own.filter(({ day }) => day === null).map(toWork);
    return {
      ...{ userId, name: names.get(userId) ?? null },
      ...(all ?? { decided: 0, medianMs: null, skipped: 0, expired: 0 }),
      agreement: countAgreement(pairs.filter((pair) => listUsers(pair).includes(userId))),
      days: own.flatMap((one) => (one.day === null ? [] : [{ day: one.day, ...toWork(one) }])),
    };
  });
  return {
    pool: { ...open, ...ended, agreement: countAgreement(pairs) },
    reviewers: reviewers.sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)),
  };
}

export interface OpenReviews {
  readonly open: number;
  /** When the oldest was opened; null where none waits. */
  readonly openedMs: number | null;
  readonly dueWithinHour: number;
}

/** What waits: figures that somebody has to be alerted by. */
export async function readOpenReviews(
  db: ChainDatabase | ChainTransaction,
  nowMs: number,
): Promise<OpenReviews> {
  const { rows } = await sql<OpenReviews>`
    SELECT count(*) AS open, min(opened_ms) AS "openedMs",
      count(*) FILTER (WHERE due_ms <= ${nowMs + HOUR_MS}::bigint) AS "dueWithinHour"
    FROM reviews WHERE status = 'open'`.execute(db);
  return rows[0]!;
}

type Ended = Pick<ReviewStatistics["pool"], "decidedInTime" | "decidedLate" | "lapsed">;

async function readEnded(tx: ChainTransaction, sinceMs: number): Promise<Ended> {
  const { rows } = await sql<Ended>`
    SELECT count(*) FILTER (WHERE status = 'decided' AND ended_ms <= due_ms) AS "decidedInTime",
      count(*) FILTER (WHERE status = 'decided' AND ended_ms > due_ms) AS "decidedLate",
      count(*) FILTER (WHERE status = 'lapsed') AS lapsed
    FROM reviews WHERE ended_ms >= ${sinceMs}::bigint`.execute(tx);
  return rows[0]!;
}

interface WorkRow {
  readonly userId: string;
  /** By the shop's clock; null: of all days. */
  readonly day: string | null;
  readonly decided: number;
  readonly medianMs: number | null;
  readonly skipped: number;
  readonly expired: number;
}

async function readWork(tx: ChainTransaction, sinceMs: number): Promise<readonly WorkRow[]> {
  const { rows } = await sql<WorkRow>`
    SELECT user_id AS "userId", day, count(*) FILTER (WHERE ending = 'decided') AS decided,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY (ended_ms - given_ms)::double precision)
        FILTER (WHERE ending = 'decided') AS "medianMs",
      count(*) FILTER (WHERE ending = 'skipped') AS skipped,
      count(*) FILTER (WHERE ending = 'expired') AS expired
    FROM (
      SELECT l.user_id, l.ending, l.given_ms, l.ended_ms,
        to_char(to_timestamp(l.ended_ms / 1000.0) AT TIME ZONE s.time_zone, 'YYYY-MM-DD') AS day
      FROM review_looks l JOIN shops s USING (shop_id)
      WHERE l.ended_ms >= ${sinceMs}::bigint AND l.ending IN ('decided', 'skipped', 'expired')
    ) looks
    GROUP BY GROUPING SETS ((user_id), (user_id, day)) ORDER BY user_id, day`.execute(tx);
  return rows;
}

const toWork = ({ decided, medianMs, skipped, expired }: WorkRow) => ({
  ...{ decided, medianMs, skipped, expired },
});

interface Pair {
  readonly firstBy: string;
  readonly secondBy: string;
  readonly agrees: boolean;
}

/** Of reviews that at least one reviewer of the chain decided. */
async function readPairs(tx: ChainTransaction, sinceMs: number): Promise<readonly Pair[]> {
  const { rows } = await sql<Pair>`
    SELECT decided_by AS "firstBy", again_by AS "secondBy", again_agrees AS agrees FROM reviews
    WHERE again_agrees IS NOT NULL AND decided_by IS NOT NULL AND again_by IS NOT NULL
      AND ended_ms >= ${sinceMs}::bigint`.execute(tx);
  return rows.filter((pair) => listUsers(pair).length > 0);
}

/** The chain's users of a pair; who decides in the shop itself is not among them. */
function listUsers({ firstBy, secondBy }: Pair): string[] {
  return [firstBy, secondBy].flatMap((by) => findUserOf(by) ?? []);
}

function countAgreement(pairs: readonly Pair[]): Agreement {
  const agreed = pairs.filter(({ agrees }) => agrees).length;
  const interval = findAgreementInterval(agreed, pairs.length);
  return { pairs: pairs.length, agreed, interval: interval && { ...interval } };
}

async function readNames(
  tx: ChainTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("users")
    .select(["user_id", "name"])
    .where("user_id", "in", [...ids])
    .execute();
  return new Map(rows.map(({ user_id, name }) => [user_id, name]));
}
