/**
 * What the shop has done in a stretch of time, with the counts that each figure rests on. All from
 * tables that are made of events.
 */
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { prepared } from "../store/prepared.ts";

export interface Stretch {
  /** Visits that were opened from here on, Unix ms. */
  readonly fromMs: number;
  /** And before this. */
  readonly untilMs: number;
  /** Length of the steps that visits and takings are shown in, milliseconds. */
  readonly stepMs: number;
}

interface DisputeNumbers {
  readonly all: number;
  readonly granted: number;
  readonly refused: number;
  readonly open: number;
}

export interface ShopNumbers {
  readonly visits: {
    readonly open: number;
    readonly closed: number;
    readonly staff: number;
    /** Of those closed and not of staff, that bought something. */
    readonly buying: number;
  };
  readonly dwellMs: Spread;
  readonly basketUnits: Spread;
  readonly basketMinor: Spread;
  /** What receipts say, less what was corrected. */
  readonly takingsMinor: number;
  readonly receipts: {
    readonly final: number;
    /** Visits that a person had to look at. */
    readonly reviewed: number;
    readonly lapsed: number;
    readonly waiting: number;
  };
  readonly draftAfterExitMs: Spread;
  readonly finalAfterExitMs: Spread;
  readonly disputes: DisputeNumbers;
  /** The same, by its former name. */
  readonly contests: DisputeNumbers;
  readonly accuracy: {
    /** Uncertain interactions that somebody decided, and those that were as the engine thought. */
    readonly decided: number;
    readonly agreed: number;
    /** Final receipts that nobody looked at, and those of them that a reviewer found wrong after a dispute. */
    readonly accepted: number;
    readonly provedWrong: number;
  };
  readonly steps: readonly Step[];
}

/** Of so many values; null where there are none. */
export interface Spread {
  readonly count: number;
  readonly median: number | null;
  readonly p99: number | null;
  readonly mean: number | null;
}

export interface Step {
  readonly fromMs: number;
  readonly visits: number;
  readonly takingsMinor: number;
  readonly reviewed: number;
}

/** Visits that are read at once, in some milliseconds, before others have their turn. */
export const VISITS_AT_ONCE = 1000;

interface VisitRow {
  readonly visit_id: string;
  readonly status: "open" | "closed";
  readonly kind: string;
  readonly opened_ms: number;
  readonly closed_ms: number | null;
  readonly receipt: string | null;
  readonly total_minor: number | null;
  readonly units: number | null;
  readonly drafted_ms: number | null;
  readonly final_ms: number | null;
}

interface Visit extends VisitRow {
  readonly isReviewed: boolean;
  /** A reviewer has granted a dispute: who grants by policy, or because time was over, has proved nothing. */
  readonly isProvedWrong: boolean;
}

/** Few visits have these: they are found once, and not for each visit. */
const REVIEWED = "SELECT DISTINCT visit_id FROM receipt_reviews";
const PROVED_WRONG = `SELECT DISTINCT visit_id FROM contests
  WHERE status = 'granted' AND cause = 'reviewer'`;

function findVisits(db: DatabaseSync, sql: string): ReadonlySet<unknown> {
  return new Set(
    prepared(db, sql)
      .all()
      .map(({ visit_id }) => visit_id),
  );
}

const VISITS = `
  SELECT v.visit_id, v.status, v.kind, v.opened_ms, v.closed_ms, r.status AS receipt, r.total_minor, r.units,
    r.drafted_ms, r.final_ms
  FROM visits v LEFT JOIN receipts r ON r.visit_id = v.visit_id
  -- In order of the index by time, which holds no status.
  WHERE +v.status IN ('open', 'closed') AND (v.opened_ms, v.visit_id) > (?, ?) AND v.opened_ms < ?
  ORDER BY v.opened_ms, v.visit_id LIMIT ${VISITS_AT_ONCE}`;

async function readVisits(db: DatabaseSync, { fromMs, untilMs }: Stretch): Promise<Visit[]> {
  const reviewed = findVisits(db, REVIEWED);
  const provedWrong = findVisits(db, PROVED_WRONG);
  const rows: Visit[] = [];
  let last: Pick<VisitRow, "opened_ms" | "visit_id"> = { opened_ms: fromMs, visit_id: "" };
  for (;;) {
    const page = prepared(db, VISITS).all(last.opened_ms, last.visit_id, untilMs);
    for (const row of page as unknown as VisitRow[]) {
      const { visit_id } = row;
      const isReviewed = reviewed.has(visit_id);
      rows.push(Object.assign(row, { isReviewed, isProvedWrong: provedWrong.has(visit_id) }));
    }
    if (page.length < VISITS_AT_ONCE) return rows;
    last = rows.at(-1)!;
    await nextTurn();
  }
}

/**
 * Reads the figures of a stretch; its length and the number of steps are the caller's to bound. A visit
 * that changes meanwhile is counted as it was or as it is.
 */
export async function readNumbers(db: DatabaseSync, stretch: Stretch): Promise<ShopNumbers> {
  const { fromMs, untilMs } = stretch;
  const rows = await readVisits(db, stretch);
  const paying = rows.filter(({ kind }) => kind !== "staff");
  const closed = paying.filter(({ status }) => status === "closed");
  const final = closed.filter(({ receipt }) => receipt !== null && receipt !== "draft");
  const buying = final.filter(({ units }) => units! > 0);
  const unseen = final.filter(({ isReviewed }) => !isReviewed);
  const reviews = countReviews(db, fromMs, untilMs);
  const disputes = countDisputes(db, fromMs, untilMs);
  return {
    visits: {
      open: paying.length - closed.length,
      closed: closed.length,
      staff: rows.length - paying.length,
      buying: buying.length,
    },
    dwellMs: spread(closed.map((row) => row.closed_ms! - row.opened_ms)),
    basketUnits: spread(buying.map(({ units }) => units!)),
    basketMinor: spread(buying.map(({ total_minor }) => total_minor!)),
    takingsMinor: sum(final.map(({ total_minor }) => total_minor!)),
    receipts: {
      final: final.length,
      reviewed: closed.filter(({ isReviewed }) => isReviewed).length,
      lapsed: reviews.lapsed,
      waiting: closed.length - final.length,
    },
    draftAfterExitMs: spread(
      closed.flatMap((row) => (row.drafted_ms === null ? [] : [row.drafted_ms - row.closed_ms!])),
    ),
    finalAfterExitMs: spread(unseen.map((row) => row.final_ms! - row.closed_ms!)),
    disputes,
    contests: disputes,
    accuracy: {
      decided: reviews.decided,
      agreed: reviews.agreed,
      accepted: unseen.length,
      provedWrong: unseen.filter(({ isProvedWrong }) => isProvedWrong).length,
    },
    steps: makeSteps(stretch, paying),
  };
}

function countReviews(db: DatabaseSync, fromMs: number, untilMs: number) {
  const row = prepared(
    db,
    `SELECT count(*) FILTER (WHERE status = 'lapsed') AS lapsed,
       count(*) FILTER (WHERE agrees IS NOT NULL) AS decided, coalesce(sum(agrees), 0) AS agreed
     FROM reviews WHERE opened_ms >= ? AND opened_ms < ?`,
  ).get(fromMs, untilMs)!;
  return row as { lapsed: number; decided: number; agreed: number };
}

function countDisputes(db: DatabaseSync, fromMs: number, untilMs: number): DisputeNumbers {
  const row = prepared(
    db,
    `SELECT count(*) AS total, count(*) FILTER (WHERE status = 'granted') AS granted,
       count(*) FILTER (WHERE status = 'refused') AS refused,
       count(*) FILTER (WHERE status = 'open') AS open
     FROM contests WHERE contested_ms >= ? AND contested_ms < ?`,
  ).get(fromMs, untilMs)!;
  const { total, granted, refused, open } = row as Record<string, number>;
  return { all: total!, granted: granted!, refused: refused!, open: open! };
}

function makeSteps({ fromMs, untilMs, stepMs }: Stretch, rows: readonly Visit[]): Step[] {
  const length = Math.ceil((untilMs - fromMs) / stepMs);
  const steps = Array.from({ length }, (_, at) => ({
    fromMs: fromMs + at * stepMs,
    visits: 0,
    takingsMinor: 0,
    reviewed: 0,
  }));
  for (const { opened_ms, receipt, total_minor, isReviewed } of rows) {
    const step = steps[Math.floor((opened_ms - fromMs) / stepMs)]!;
    step.visits++;
    if (receipt !== null && receipt !== "draft") step.takingsMinor += total_minor!;
    if (isReviewed) step.reviewed++;
  }
  return steps;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The nearest rank: a value that there was. */
function spread(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) return { count, median: null, p99: null, mean: null };
  // Sorts numbers as numbers, in a fifth of the time.
  const sorted = Float64Array.from(values).sort();
  const rank = (share: number): number => sorted[Math.ceil(share * count) - 1]!;
  return { count, median: rank(0.5), p99: rank(0.99), mean: sum(values) / count };
}
