/**
 * A request that is sent again with its key gets the answer that it got, and is done once: the answer is written in the
 * transaction of what was done. What was refused has changed nothing, and may be sent again.
 * Answers are sealed: one may hold a secret code.
 */
import { type Claim, REPLAYED_HEADER } from "@saunter/server/http/idempotency-claim";
import type { FastifyReply } from "fastify";
import { asProcess } from "../access/as-request.ts";
import type { ChainTransaction } from "../database/open-database.ts";
import { openByAny, sealBytes } from "../secrets/sealed-secret.ts";
import { ANSWERS_KEPT_MS, ANSWERS_PURGED_MAX } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";

export interface OnceOptions {
  readonly tx: ChainTransaction;
  readonly reply: FastifyReply;
  readonly nowMs: number;
  /** The first seals, all of them open. */
  readonly sealingKeys: readonly Uint8Array[];
}

/** Does it, or gives the answer of the first time. One at a time for each claim: the others wait for its answer. */
export async function answerOnce(
  claim: Claim,
  { tx, reply, nowMs, sealingKeys }: OnceOptions,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const isNew = await asProcess(tx, () => begin(tx, claim, nowMs));
  const context = `answer ${claim.principal} ${claim.keyHash}`;
  if (!isNew) {
    const known = await asProcess(tx, () => readAnswer(tx, claim));
    const opened = openByAny(known.sealedBody, sealingKeys, context);
    if (opened === null) {
      const words = "the answer to this key is lost: check what was done, then take another key";
      throw new ProblemError("idempotency-key-reused", words);
    }
    reply.code(known.status).header(REPLAYED_HEADER, "true");
    return JSON.parse(Buffer.from(opened.secret).toString("utf8"));
  }
  const answer = await work();
  const sealed = sealBytes(Buffer.from(JSON.stringify(answer)), sealingKeys[0]!, context);
  await asProcess(tx, () => end(tx, claim, reply.statusCode, sealed));
  return answer;
}

/** Whether nobody has done it: waits for who is doing it. */
async function begin(
  tx: ChainTransaction,
  { principal, keyHash, requestHash }: Claim,
  nowMs: number,
): Promise<boolean> {
  await purge(tx, principal, keyHash, nowMs);
  const { numInsertedOrUpdatedRows: inserted } = await tx
    .insertInto("idempotency_answers")
    .values({ user_id: principal, key_hash: keyHash, request_hash: requestHash, at_ms: nowMs })
    .onConflict((conflict) => conflict.columns(["user_id", "key_hash"]).doNothing())
    .executeTakeFirstOrThrow();
  return inserted !== 0n;
}

/** Answers that are kept no longer: that of this key, and some others that nobody works on. */
async function purge(
  tx: ChainTransaction,
  userId: string,
  keyHash: string,
  nowMs: number,
): Promise<void> {
  const beforeMs = nowMs - ANSWERS_KEPT_MS;
  await tx
    .deleteFrom("idempotency_answers")
    .where("user_id", "=", userId)
    .where("key_hash", "=", keyHash)
    .where("at_ms", "<=", beforeMs)
    .execute();
  await tx
    .deleteFrom("idempotency_answers")
    .where((row) =>
      row(
        row.refTuple("user_id", "key_hash"),
        "in",
        tx
          .selectFrom("idempotency_answers")
          .select(["user_id", "key_hash"])
          .where("at_ms", "<=", beforeMs)
          .orderBy("at_ms")
          .limit(ANSWERS_PURGED_MAX)
          .forUpdate()
          .skipLocked()
          .$asTuple("user_id", "key_hash"),
      ),
    )
    .execute();
}

async function readAnswer(tx: ChainTransaction, { principal, keyHash, requestHash }: Claim) {
  const row = await tx
    .selectFrom("idempotency_answers")
    .select(["request_hash", "status", "sealed_body"])
    .where("user_id", "=", principal)
    .where("key_hash", "=", keyHash)
    .executeTakeFirst();
  if (row === undefined || row.request_hash !== requestHash) {
    throw new ProblemError("idempotency-key-reused", "the key belongs to another request");
  }
  if (row.status === null || row.sealed_body === null) throw new Error("a claim without an answer");
  return { status: row.status, sealedBody: row.sealed_body };
}

async function end(
  tx: ChainTransaction,
  { principal, keyHash }: Claim,
  status: number,
  sealedBody: Uint8Array,
): Promise<void> {
  await tx
    .updateTable("idempotency_answers")
    .set({ status, sealed_body: sealedBody })
    .where("user_id", "=", principal)
    .where("key_hash", "=", keyHash)
    .execute();
}
