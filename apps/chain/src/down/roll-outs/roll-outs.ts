/** Roll-outs as they are kept, and what moves them on. */
import { isForecastKind } from "@saunter/protocol/chain/forecast";
import type { Transaction } from "kysely";
import type { ChainTables } from "../../database/chain-tables.ts";
import type { ChainDatabase, ChainTransaction } from "../../database/open-database.ts";
import { VersionRefused } from "../version-refused.ts";
import { findStepFault, planMove, type RollOut, type RollOutStep } from "./plan-roll-out.ts";

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

/** What is wrong with a version by now, in words; null where nothing is. */
export type FindAlarm = (rollOut: RollOut) => Promise<string | null>;

/** Makes the steps that are due, and stops what has an alarm. Gives those that moved. */
export async function moveRollOuts(
  db: ChainDatabase,
  findAlarm: FindAlarm,
  nowMs: number,
): Promise<RollOut[]> {
  const moved: RollOut[] = [];
  for (const rollOut of await listRollOuts(db)) {
    if (rollOut.state !== "running") continue;
    const move = planMove(rollOut, await findAlarm(rollOut), nowMs);
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

/** An alarm where a shop has refused the version. */
export function createRefusalAlarm(
  readStates: () => Promise<readonly RefusableState[]>,
): FindAlarm {
  return async ({ kind, version }) => {
    const refused = (await readStates()).find(
      (one) => one.kind === kind && one.version === version && one.state === "refused",
    );
    return refused === undefined ? null : `${refused.shopId}: ${refused.reason}`;
  };
}

interface RefusableState {
  readonly shopId: string;
  readonly kind: string;
  readonly version: number;
  readonly state: string;
  readonly reason: string | null;
}
