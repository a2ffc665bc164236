/** Roll-outs as they are kept, and what moves them on. */
import { isForecastKind } from "@saunter/protocol/chain/forecast";
import type { Transaction } from "kysely";
import type { ChainTables } from "../../database/chain-tables.ts";
import type { ChainDatabase, ChainTransaction } from "../../database/open-database.ts";
import { listPins } from "../pins.ts";
import { VersionRefused } from "../version-refused.ts";
import {
  findStepFault,
  isReached,
  planMove,
  type RollOut,
  type RollOutStep,
  type Wave,
} from "./plan-roll-out.ts";

export interface NewRollOut {
  readonly rollOutId: string;
  /** Shops that are first. */
  readonly canaryShopIds: readonly string[];
  readonly steps: readonly RollOutStep[];
}

export async function listRollOuts(db: ChainDatabase): Promise<RollOut[]> {
  const rows = await db.selectFrom("roll_outs").selectAll().orderBy("roll_out_id").execute();
  return rows.map((row) => ({
    ...{ rollOutId: row.roll_out_id, kind: row.kind, version: row.version },
    ...{ state: row.state, step: row.step, stepMs: row.step_ms, reason: row.reason },
    canaryShopIds: row.canary_shop_ids as string[],
    steps: row.steps as RollOutStep[],
  }));
}

interface Started {
  readonly kind: string;
  readonly version: number;
  readonly nowMs: number;
}

/**
 * Begins with the first step, in the transaction that puts the version: no shop has it before. A version that is
 * forecast waits for its start. Throws `VersionRefused` where its steps are none.
 */
export async function startRollOut(
  tx: Transaction<ChainTables>,
  { rollOutId, canaryShopIds, steps }: NewRollOut,
  { kind, version, nowMs }: Started,
): Promise<void> {
  const fault = findStepFault(steps);
  if (fault !== null) throw new VersionRefused(fault);
  await tx
    .insertInto("roll_outs")
    .values({
      ...{ roll_out_id: rollOutId, kind, version, step: 0, step_ms: nowMs },
      state: isForecastKind(kind) ? "waiting" : "running",
      canary_shop_ids: JSON.stringify(canaryShopIds),
      steps: JSON.stringify(steps),
      reason: null,
    })
    .execute();
}

export type ReadWave = (rollOut: RollOut) => Promise<Wave>;

/** Makes the steps that are due, and stops what was refused or not answered. Gives those that moved. */
export async function moveRollOuts(
  db: ChainDatabase,
  readWave: ReadWave,
  nowMs: number,
): Promise<RollOut[]> {
  const moved: RollOut[] = [];
  for (const rollOut of await listRollOuts(db)) {
    if (rollOut.state !== "running") continue;
    const move = planMove(rollOut, await readWave(rollOut), nowMs);
    if (move === null) continue;
    const { state, step, reason } = move;
    const done = await db
      .updateTable("roll_outs")
      .set({ state, step, reason, step_ms: nowMs })
      .where("roll_out_id", "=", rollOut.rollOutId)
      // Somebody may have stopped it meanwhile.
      .where("state", "=", "running")
      .where("step", "=", rollOut.step)
      .executeTakeFirst();
    if (done.numUpdatedRows > 0n) moved.push({ ...rollOut, ...move, stepMs: nowMs });
  }
  return moved;
}

/**
 * Passes a wave without the shops that have not answered: the next one begins, or it is done. Throws `VersionRefused`
 * unless it is stopped.
 */
export async function passWave(
  db: ChainDatabase | ChainTransaction,
  rollOut: RollOut,
  { reason, nowMs }: { readonly reason: string | null; readonly nowMs: number },
): Promise<void> {
  const isLast = rollOut.step === rollOut.steps.length - 1;
  const done = await db
    .updateTable("roll_outs")
    .set({
      ...(isLast
        ? { state: "done" as const }
        : { state: "running" as const, step: rollOut.step + 1 }),
      ...{ reason, step_ms: nowMs },
    })
    .where("roll_out_id", "=", rollOut.rollOutId)
    .where("state", "=", "stopped")
    .where("step", "=", rollOut.step)
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) throw new VersionRefused("the roll-out is not stopped");
}

/** Start it, stop it, go on with it from the step where it was, or take the version back from all shops. */
export async function setRollOut(
  db: ChainDatabase | ChainTransaction,
  rollOutId: string,
  state: "stopped" | "running" | "back",
  { reason, nowMs }: { readonly reason: string | null; readonly nowMs: number },
): Promise<void> {
  const done = await db
    .updateTable("roll_outs")
    .set({ state, reason, step_ms: nowMs })
    .where("roll_out_id", "=", rollOutId)
    // One that was taken back is not begun again: put the version again. One that waits has nothing to stop.
    .where("state", "not in", state === "stopped" ? ["back", "waiting"] : ["back"])
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) throw new VersionRefused("there is no such roll-out to change");
}

interface ShopState {
  readonly shopId: string;
  readonly kind: string;
  readonly version: number;
  readonly effectiveMs: number;
  readonly state: "applied" | "refused" | "scheduled" | "waiting";
  readonly atMs: number | null;
  readonly reason: string | null;
}

/** Reads what the shops of a wave say. */
export function createWaveReader(
  db: ChainDatabase,
  readStates: () => Promise<readonly ShopState[]>,
  nowMs: () => number,
): ReadWave {
  return async (rollOut) => {
    const { kind, version, stepMs } = rollOut;
    const states = (await readStates()).filter((one) => one.kind === kind);
    const own = states.filter((one) => one.version === version);
    const refused = own.find(({ state }) => state === "refused");
    const shopIds = (await db.selectFrom("shops").select("shop_id").execute()).map(
      ({ shop_id }) => shop_id,
    );
    // A pin holds them at an earlier version, or they have a later one.
    const without = new Set([
      ...states.filter((one) => one.version > version).map(({ shopId }) => shopId),
      ...(await listPins(db, null))
        .filter((pin) => pin.kind === kind && pin.version < version)
        .map(({ shopId }) => shopId),
    ]);
    const applied = own.filter(({ state }) => state === "applied");
    const answered = new Set(applied.map(({ shopId }) => shopId));
    const reached = shopIds.filter(isReached(rollOut, shopIds)).filter((id) => !without.has(id));
    return {
      refusal: refused === undefined ? null : `${refused.shopId}: ${refused.reason}`,
      unansweredShopIds: reached.filter((shopId) => !answered.has(shopId)),
      // Times are the shops' own: one whose clock is ahead counts from the begin of the wave.
      answeredMs: applied.reduce<number | null>((last, { atMs }) => {
        const own = atMs === null || atMs > nowMs() ? stepMs : atMs;
        return Math.max(last ?? own, own);
      }, null),
      effectiveMs: Math.max(stepMs, ...own.map((one) => one.effectiveMs)),
    };
  };
}
