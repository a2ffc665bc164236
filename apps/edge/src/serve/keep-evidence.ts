/** What reviewers look at: the curves and positions around what the engine is not sure of. */
import type { EngineOutput } from "@saunter/perception/engine-types";
import type { Interaction } from "@saunter/perception/receipt-types";
import type { CurveRecorder } from "../evidence/curve-recorder.ts";
import { keepEvidence, purgeEvidence, readEvidence } from "../evidence/evidence-store.ts";
import type { EvidenceOfReview } from "../http/http-deps.ts";
import type { Shop } from "../shop/shop-context.ts";
import type { Store, Transaction } from "../store/store.ts";

/** So much before and after an interaction is cut out. */
const BEFORE_MS = 4000;
const AFTER_MS = 4000;
/** Reviews may run a little late. */
const REVIEW_MARGIN_MS = 3_600_000;
const PURGES_MAX = 20;

export interface EvidenceKeeper {
  hear(outputs: readonly EngineOutput[], run: string): void;
}

/**
 * Cuts pieces out of what `recorder` has. Curves are kept for `keepMs`. Where people were is forgotten sooner, when nobody can be asked to
 * review it any more.
 */
export function createEvidenceKeeper(
  shop: Shop,
  recorder: CurveRecorder,
  keepMs: number,
  onError: (error: unknown) => void,
): EvidenceKeeper {
  const positionsKeptMs = Math.min(
    keepMs,
    shop.settings.receipts.reviewWithinMs + REVIEW_MARGIN_MS,
  );
  const keep = (evidenceId: string, interaction: Interaction): void => {
    const { gondola, shelf, plates, timestampMs } = interaction;
    const fromMs = timestampMs - BEFORE_MS;
    const toMs = timestampMs + AFTER_MS;
    const curve = recorder.cutCurve(gondola, shelf, plates, fromMs, toMs);
    const positions = recorder.cutPositions(fromMs, toMs);
    shop.store
      .transact((tx) => {
        const madeMs = tx.atMs;
        if (curve !== null) {
          const deleteAfterMs = madeMs + keepMs;
          keepEvidence(tx, { evidenceId, kind: "curve", content: curve, madeMs, deleteAfterMs });
        }
        if (positions !== null) {
          const deleteAfterMs = madeMs + positionsKeptMs;
          const content = positions;
          keepEvidence(tx, { evidenceId, kind: "positions", content, madeMs, deleteAfterMs });
        }
      })
      .catch(onError);
  };
  return {
    hear: (outputs, run) => {
      for (const output of outputs) {
        if (output.kind !== "interaction" || output.status === "retracted") continue;
        const { interaction } = output;
        if (interaction.accounts.length > 0) keep(`${run}.${interaction.id}`, interaction);
      }
    },
  };
}

export function readReviewEvidence(
  { db }: Pick<Store, "db">,
  evidenceId: string,
  nowMs: number,
): EvidenceOfReview {
  const curve = readEvidence(db, evidenceId, "curve", nowMs);
  const positions = readEvidence(db, evidenceId, "positions", nowMs);
  return {
    curve: curve?.content ?? null,
    positions: positions?.content ?? null,
    deleteAfterMs: curve?.deleteAfterMs ?? positions?.deleteAfterMs ?? null,
  };
}

export function purgeOldEvidence(tx: Transaction): void {
  for (let purges = 0; purges < PURGES_MAX; purges++) if (!purgeEvidence(tx)) return;
}
