/**
 * A request that is sent again with its key gets the answer that it got, and is done once. The
 * answer is written in the transaction of what was done, so that no crash comes between the two.
 */
import { type Claim, REPLAYED_HEADER } from "@saunter/server/http/idempotency-claim";
import { RefusedError } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import { checkRow } from "../store/row-checksums.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { ANSWERS_KEPT_MS, ANSWERS_PURGED_MAX } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";
import { isProblemCode } from "./problem-table.ts";

/** Part of the schema that the store is opened with. */
export const HTTP_SCHEMA = `
  CREATE TABLE IF NOT EXISTS idempotency (
    principal TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    -- The answer; null while a request of several steps has none.
    status INTEGER,
    body TEXT,
    -- What the steps make, decided before the first of them.
    planned_id TEXT,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (principal, key_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS idempotency_by_time ON idempotency (at_ms);
`;

export interface Answer {
  readonly status: number;
  /** Plain JSON; undefined where the answer has no body. */
  readonly body: unknown;
}

export interface GivenAnswer extends Answer {
  /** Whether it was given before. */
  readonly isReplayed: boolean;
}

export interface Idempotency {
  /** Does it in one transaction, or gives the answer of the first time. Throws `ProblemError`. */
  once(claim: Claim, work: (tx: Transaction) => Answer): Promise<GivenAnswer>;
  /**
   * The same for what takes several transactions. `work` gets an id that is the same in each try,
   * and has to find out by it what an earlier try has done: the process may have ended anywhere.
   */
  onceInSteps(
    claim: Claim,
    makeId: () => string,
    work: (plannedId: string) => Promise<Answer>,
  ): Promise<GivenAnswer>;
}

interface Row {
  readonly request_hash: string;
  readonly status: number | null;
  readonly body: string | null;
  readonly planned_id: string | null;
}

function nameClaim({ principal, keyHash }: Claim): string {
  return `${keyHash} ${principal}`;
}

export function createIdempotency(store: Store): Idempotency {
  const running = new Map<string, Promise<unknown>>();

  /** One at a time for each claim: the others get its answer, or do it where it has failed. */
  async function inTurn<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    const name = nameClaim(claim);
    for (let before = running.get(name); before !== undefined; before = running.get(name)) {
      await Promise.allSettled([before]);
    }
    const run = work();
    running.set(name, run);
    try {
      return await run;
    } finally {
      running.delete(name);
    }
  }

  return {
    once: (claim, work) =>
      inTurn(claim, () =>
        keepRefusals(store, claim, () =>
          store.transact((tx) => {
            const known = findAnswer(tx, claim);
            if (known?.answer != null) return known.answer;
            const answer = work(tx);
            writeAnswer(tx, claim, answer, null);
            return { ...answer, isReplayed: false };
          }),
        ),
      ),
    onceInSteps: (claim, makeId, work) =>
      inTurn(claim, () =>
        keepRefusals(store, claim, async () => {
          const begun = await store.transact((tx) => beginSteps(tx, claim, makeId));
          if (begun.answer !== null) return begun.answer;
          const { plannedId } = begun;
          const answer = await work(plannedId);
          await store.transact((tx) => writeAnswer(tx, claim, answer, plannedId));
          return { ...answer, isReplayed: false };
        }),
      ),
  };
}

/**
 * A refusal is an answer, too: a copy of the request that comes late must not be done after all. Not
 * kept is what was not decided, as with a full disk.
 */
async function keepRefusals(
  store: Store,
  claim: Claim,
  work: () => Promise<GivenAnswer>,
): Promise<GivenAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) {
      const { code, message } = error;
      const answer = { status: REFUSED, body: { code, detail: message } };
      await store.transact((tx) => writeAnswer(tx, claim, answer, null));
    }
    throw error;
  }
}

/** Stands for the status of a refusal's code, which the table may map otherwise one day. */
const REFUSED = 0;

function beginSteps(
  tx: Transaction,
  claim: Claim,
  makeId: () => string,
): { readonly answer: GivenAnswer | null; readonly plannedId: string } {
  const known = findAnswer(tx, claim);
  if (known?.answer != null) return { answer: known.answer, plannedId: "" };
  const plannedId = known?.plannedId ?? makeId();
  write(tx, claim, null, null, plannedId);
  return { answer: null, plannedId };
}

/** What is known of a claim. Throws where the key is another request's, and what was refused. */
function findAnswer(
  tx: Transaction,
  { principal, keyHash, requestHash }: Claim,
): { readonly answer: GivenAnswer | null; readonly plannedId: string | null } | null {
  if (checkRow(tx.db, "idempotency", principal, keyHash) === "damaged") {
    const words = "the answer to this key is damaged: check what was done, then take another key";
    throw new ProblemError("idempotency-key-reused", words);
  }
  const row = prepared(
    tx.db,
    `SELECT request_hash, status, body, planned_id FROM idempotency
       WHERE principal = ? AND key_hash = ? AND at_ms > ?`,
  ).get(principal, keyHash, tx.atMs - ANSWERS_KEPT_MS) as Row | undefined;
  if (row === undefined) return null;
  if (row.request_hash !== requestHash) {
    throw new ProblemError("idempotency-key-reused", "the key belongs to another request");
  }
  const { status, planned_id: plannedId } = row;
  if (status === null) return { answer: null, plannedId };
  const body = row.body === null ? undefined : JSON.parse(row.body);
  if (status === REFUSED) throw readRefusal(body);
  return { answer: { status, body, isReplayed: true }, plannedId };
}

function readRefusal(body: { readonly code: unknown; readonly detail: string }): ProblemError {
  if (!isProblemCode(body.code)) throw new Error("an answer of a code that is no more");
  return new ProblemError(body.code, body.detail, { headers: { [REPLAYED_HEADER]: "true" } });
}

function writeAnswer(
  tx: Transaction,
  claim: Claim,
  { status, body }: Answer,
  plannedId: string | null,
): void {
  write(tx, claim, status, body === undefined ? null : JSON.stringify(body), plannedId);
  purgeAnswers(tx);
}

function write(
  tx: Transaction,
  { principal, keyHash, requestHash }: Claim,
  status: number | null,
  body: string | null,
  plannedId: string | null,
): void {
  prepared(tx.db, "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    principal,
    keyHash,
    requestHash,
    status,
    body,
    plannedId,
    tx.atMs,
  );
}

/** Deletes some answers that are kept no longer, the oldest first; returns how many. */
export function purgeAnswers(tx: Pick<Transaction, "db" | "atMs">): number {
  const { changes } = prepared(
    tx.db,
    `DELETE FROM idempotency WHERE (principal, key_hash) IN (
       SELECT principal, key_hash FROM idempotency WHERE at_ms <= ? ORDER BY at_ms
         LIMIT ${ANSWERS_PURGED_MAX})`,
  ).run(tx.atMs - ANSWERS_KEPT_MS);
  return Number(changes);
}
