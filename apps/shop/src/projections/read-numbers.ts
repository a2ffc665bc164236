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

/** What visits add up to, one by one: a year of them is not kept at once. */
interface Tally {
  paying: number;
  closed: number;
  staff: number;
  final: number;
  reviewed: number;
  accepted: number;
  /** A reviewer has granted a dispute: who grants by policy, or because time was over, has proved nothing. */
  provedWrong: number;
  takingsMinor: number;
  readonly dwellMs: number[];
  readonly units: number[];
  readonly basketMinor: number[];
  readonly draftMs: number[];
  readonly finalMs: number[];
  readonly steps: MutableStep[];
}

type MutableStep = { -readonly [key in keyof Step]: Step[key] };

function startTally({ fromMs, untilMs, stepMs }: Stretch): Tally {
  const steps = Array.from({ length: Math.ceil((untilMs - fromMs) / stepMs) }, (_, at) => ({
    fromMs: fromMs + at * stepMs,
    visits: 0,
    takingsMinor: 0,
    reviewed: 0,
  }));
  return {
    ...{ paying: 0, closed: 0, staff: 0, final: 0, reviewed: 0, accepted: 0, provedWrong: 0 },
    ...{ takingsMinor: 0, dwellMs: [], units: [], basketMinor: [], draftMs: [], finalMs: [] },
    steps,
  };
}

async function readVisits(db: DatabaseSync, stretch: Stretch): Promise<Tally> {
  const { fromMs, stepMs, untilMs } = stretch;
  const reviewed = findVisits(db, REVIEWED);
  const provedWrong = findVisits(db, PROVED_WRONG);
  const tally = startTally(stretch);
  let last: Pick<VisitRow, "opened_ms" | "visit_id"> = { opened_ms: fromMs, visit_id: "" };
  for (;;) {
    const page = prepared(db, VISITS).all(last.opened_ms, last.visit_id, untilMs);
    for (const row of page as unknown as VisitRow[]) {
      const step = tally.steps[Math.floor((row.opened_ms - fromMs) / stepMs)]!;
      const isReviewed = reviewed.has(row.visit_id);
      countVisit(tally, step, row, isReviewed, provedWrong.has(row.visit_id));
    }
    if (page.length < VISITS_AT_ONCE) return tally;
    last = page.at(-1) as unknown as VisitRow;
    await nextTurn();
  }
}

function countVisit(
  tally: Tally,
  step: MutableStep,
  row: VisitRow,
  isReviewed: boolean,
  isProvedWrong: boolean,
): void {
  if (row.kind === "staff") {
    tally.staff++;
    return;
  }
  const isFinal = row.receipt !== null && row.receipt !== "draft";
  tally.paying++;
  step.visits++;
  if (isFinal) step.takingsMinor += row.total_minor!;
  if (isReviewed) step.reviewed++;
  if (row.status !== "closed") return;
  tally.closed++;
  if (isReviewed) tally.reviewed++;
  tally.dwellMs.push(row.closed_ms! - row.opened_ms);
  if (row.drafted_ms !== null) tally.draftMs.push(row.drafted_ms - row.closed_ms!);
  if (!isFinal) return;
  tally.final++;
  tally.takingsMinor += row.total_minor!;
  if (row.units! > 0) {
    tally.units.push(row.units!);
    tally.basketMinor.push(row.total_minor!);
  }
  if (isReviewed) return;
  tally.accepted++;
  tally.finalMs.push(row.final_ms! - row.closed_ms!);
  if (isProvedWrong) tally.provedWrong++;
}

/**
 * Reads the figures of a stretch; its length and the number of steps are the caller's to bound. A visit
 * that changes meanwhile is counted as it was or as it is.
 */
export async function readNumbers(db: DatabaseSync, stretch: Stretch): Promise<ShopNumbers> {
  const { fromMs, untilMs } = stretch;
  const tally = await readVisits(db, stretch);
  const { accepted, closed, final, paying, provedWrong, staff, steps, takingsMinor } = tally;
  const reviews = countReviews(db, fromMs, untilMs);
  const disputes = countDisputes(db, fromMs, untilMs);
  return {
    visits: { open: paying - closed, closed, staff, buying: tally.units.length },
    dwellMs: spread(tally.dwellMs),
    basketUnits: spread(tally.units),
    basketMinor: spread(tally.basketMinor),
    takingsMinor,
    receipts: {
      final,
      reviewed: tally.reviewed,
      lapsed: reviews.lapsed,
      waiting: closed - final,
    },
    draftAfterExitMs: spread(tally.draftMs),
    finalAfterExitMs: spread(tally.finalMs),
    disputes,
    contests: disputes,
    accuracy: { decided: reviews.decided, agreed: reviews.agreed, accepted, provedWrong },
    steps,
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
