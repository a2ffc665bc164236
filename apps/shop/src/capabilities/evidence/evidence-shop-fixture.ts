/** For tests: a shop that keeps evidence of what is taken in it. */
import type { Interaction } from "@saunter/engine/receipt-types";
import {
  applyOutputs,
  makePick,
  openTestShop,
  type TestShop,
  tell,
} from "../../domain/shop-fixture.ts";
import { type CurveRecorder, createCurveRecorder } from "../../evidence/curve-recorder.ts";
import type { EvidencePeriods } from "../../evidence/evidence-periods.ts";
import { EVIDENCE_SCHEMA } from "../../evidence/evidence-store.ts";
import { makeSampleConfig } from "../../testing/sample-config.ts";
import {
  createEvidenceKeeper,
  type EvidenceKeeper,
  type EvidenceKeeperOptions,
  keepAfterExit,
} from "./keep-evidence.ts";

export const { policies: POLICIES } = makeSampleConfig("data", 1);

export function throwOn(error: unknown): void {
  throw error;
}

export interface EvidenceShop {
  readonly test: TestShop;
  /** Where people were and what plates weighed, for whoever puts it there. */
  readonly recorder: CurveRecorder;
  readonly keeper: EvidenceKeeper;
  /** What the engine tells of a pick, of which evidence is kept as "run." and its id. */
  say(pick: Interaction, status?: "provisional" | "retracted"): Promise<unknown>;
  /** A pick of this moment. */
  takeNow(id: string, shopperId: string, more?: Partial<Interaction>): Interaction;
}

export function openEvidenceShop(
  periods: EvidencePeriods,
  makeOptions: (test: TestShop) => EvidenceKeeperOptions = () => ({}),
): EvidenceShop {
  const test = openTestShop({
    schema: EVIDENCE_SCHEMA,
    onVisitClosed: (tx, visit) => keepAfterExit(tx, visit, periods),
  });
  const recorder = createCurveRecorder();
  const keeper = createEvidenceKeeper(test.shop, recorder, periods, throwOn, makeOptions(test));
  return {
    test,
    recorder,
    keeper,
    say: (pick, status = "provisional") => {
      keeper.applyOutputs([tell(pick, status)], "run");
      return applyOutputs(test, tell(pick, status));
    },
    takeNow: (id, shopperId, more = {}) =>
      makePick(id, shopperId, { timestampMs: test.clock.nowMs, ...more }),
  };
}
