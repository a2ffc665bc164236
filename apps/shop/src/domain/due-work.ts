/**
 * What is due, one by one: what cannot be done stops neither the others nor the process. It is told
 * of, tried again, less and less often, and staff have an alert until it succeeds or is due no more.
 */
import { prepared } from "../store/prepared.ts";
import { StoreError } from "../store/store-error.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, raiseAlert } from "./alerts.ts";
import { RefusedError } from "./shop-context.ts";

export interface DueItem {
  /** One thing has one key, however often it is tried. */
  readonly key: string;
  /** In words: "closing visit 7". */
  readonly what: string;
  readonly visitId: string | null;
}

/** How what is due is done. */
export interface DueWork {
  /** Whether it failed a short while ago, and is not to be tried now. */
  isWaiting(key: string): boolean;
  /** Does it in a transaction; where it throws, nothing of it is left behind. Whether it is done. */
  perform(tx: Transaction, item: DueItem, work: () => void): boolean;
  /** Does what takes several transactions. */
  performLong(item: DueItem, work: () => Promise<unknown>): Promise<void>;
  /** Writes down that something has failed. */
  readonly tell: (error: unknown, item: DueItem) => void;
}

/** As it comes: what fails is thrown. */
export const PLAINLY: DueWork = {
  isWaiting: () => false,
  perform: (_tx, _item, work) => {
    work();
    return true;
  },
  performLong: async (_item, work) => void (await work()),
  tell: () => {},
};

/** The first that are wanted, up to a number: those that fail again and again take no place of others. */
export function takeSome(
  ids: Iterable<string>,
  isWanted: (id: string) => boolean,
  countMax: number,
): string[] {
  const some: string[] = [];
  for (const id of ids) {
    if (isWanted(id)) some.push(id);
    if (some.length === countMax) break;
  }
  return some;
}

/** Waits after failures double, from the first to the most. */
export const RETRY_MS_FIRST = 1000;
export const RETRY_MS_MAX = 600_000;
/** Time after which a duty that no longer came up is forgotten. */
export const FORGOTTEN_MS = 2 * RETRY_MS_MAX;
/** Failures that are remembered; the one that failed longest ago is forgotten, and tried again. */
export const FAILURES_MAX = 1000;

export interface PatientWork extends DueWork {
  /** Raises and clears the alerts. */
  writeAlerts(tx: Transaction): void;
}

interface Failure {
  readonly item: DueItem;
  /** Why, in a word: what an error says may name people, and alerts are in the journal. */
  readonly reason: string;
  readonly tries: number;
  readonly againMs: number;
  seenMs: number;
}

export interface PatientWorkOptions {
  readonly nowMs: () => number;
  readonly tell: DueWork["tell"];
}

/** Throws on what is the disk's or the journal's: nothing can be done then. */
export function createPatientWork({ nowMs, tell }: PatientWorkOptions): PatientWork {
  const failures = new Map<string, Failure>();
  const startMs = nowMs();

  function fail(item: DueItem, error: unknown): void {
    if (isOfStore(error)) throw error;
    const tries = (failures.get(item.key)?.tries ?? 0) + 1;
    tell(error, item);
    const reason = error instanceof RefusedError ? error.code : "fault";
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** (tries - 1));
    const seenMs = nowMs();
    failures.delete(item.key);
    failures.set(item.key, { item, reason, tries, againMs: seenMs + waitMs, seenMs });
    if (failures.size > FAILURES_MAX) {
      const [oldest] = failures.keys();
      failures.delete(oldest!);
    }
  }

  return {
    tell,
    isWaiting: (key) => {
      const failure = failures.get(key);
      if (failure === undefined) return false;
      failure.seenMs = nowMs();
      return failure.seenMs < failure.againMs;
    },
    perform: (tx, item, work) => {
      const failed = tx.attempt(work);
      if (failed === null) failures.delete(item.key);
      else fail(item, failed.error);
      return failed === null;
    },
    performLong: async (item, work) => {
      try {
        await work();
        failures.delete(item.key);
      } catch (error) {
        fail(item, error);
      }
    },
    writeAlerts: (tx) => {
      const now = nowMs();
      for (const [key, { item, reason, seenMs }] of failures) {
        if (now - seenMs > FORGOTTEN_MS) failures.delete(key);
        else raiseAlert(tx, toAlert(item, reason));
      }
      for (const key of listAlerts(tx)) {
        // One that an earlier process raised may be about to fail again.
        if (!failures.has(key) && now - startMs > RETRY_MS_FIRST)
          clearAlert(tx, PREFIX + key, "done");
      }
    },
  };
}

/** A disk, a queue or a journal that takes nothing is nobody's fault; one event's size is. */
function isOfStore(error: unknown): boolean {
  return error instanceof StoreError && error.code !== "event-too-large";
}

const PREFIX = "due:";

function toAlert({ key, what, visitId }: DueItem, reason: string) {
  return {
    alertKey: PREFIX + key,
    kind: "work-failing",
    message: `${what} fails (${reason}): it is retried, and everything else continues; tell whoever runs the server, the log has the details`,
    visitId,
  } as const;
}

function listAlerts({ db }: Transaction): string[] {
  const sql = `SELECT alert_key FROM alerts
    WHERE cleared_ms IS NULL AND kind = 'work-failing' AND alert_key LIKE '${PREFIX}%'`;
  return prepared(db, sql)
    .all()
    .map((row) => (row.alert_key as string).slice(PREFIX.length));
}
