import type { Evidence } from "@saunter/commerce/cart/events";
import { GET_VISIT_EVIDENCE, type KEPT, type STATE } from "@saunter/protocol/http/evidence-routes";
import type { EVIDENCE } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import { readCarts } from "../../domain/compose-receipt.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { EVIDENCE_AWAITED_MS } from "../../http/http-limits.ts";
import { readVisit } from "../../http/own-visits.ts";
import { ProblemError } from "../../http/problem.ts";
import type { EvidenceReaders } from "./evidence-readers.ts";
import { showClip } from "./show-clip.ts";

type State = Static<typeof STATE>;
type KeptOfRecorder = Pick<Static<typeof KEPT>, "curve" | "positions">;

/** What reviewers have seen of an interaction, for people who view its visit later. */
export function addEvidenceRoutes(context: HttpContext<EvidenceReaders>): void {
  const { shop, readEvidence, readClip, readTrip } = context.deps;
  addRead(context, GET_VISIT_EVIDENCE, ({ params: { visitId, evidenceId }, principal }) => {
    const visit = readVisit(shop.store, visitId, principal);
    const { evidence } = readCarts(shop.store, visit);
    const one = evidence.find((each) => each.evidenceId === evidenceId);
    if (one === undefined) {
      throw new ProblemError("not-found", "the visit has no such interaction");
    }
    const nowMs = shop.nowMs();
    const { curve, positions, ...dates } = readEvidence(evidenceId, nowMs);
    const closedMs = visit.status === "closed" ? visit.closedMs : null;
    return {
      evidence: {
        ...(structuredClone(one) as Static<typeof EVIDENCE>),
        name: nameProduct(shop.settings, one.gtin),
      },
      ...(structuredClone({ curve, positions }) as KeptOfRecorder),
      ...reportStates(context, one, { curve, positions }, { nowMs, closedMs }),
      ...dates,
      ...showClip(readClip(evidenceId, nowMs)),
      trip: one.shopperId === null ? null : readTrip(one.shopperId),
    };
  });
}

interface Times {
  readonly nowMs: number;
  /** When the visit ended; null while it goes on. */
  readonly closedMs: number | null;
}

/** What is kept, and of what is not, why. */
function reportStates(
  { deps: { evidencePeriods } }: HttpContext<EvidenceReaders>,
  { occurredMs, candidates }: Evidence,
  { curve, positions }: { readonly curve: unknown; readonly positions: unknown },
  { nowMs, closedMs }: Times,
): { readonly curveState: State; readonly positionsState: State } {
  const { curveMs, positionsMs, keepsSurePositions } = evidencePeriods;
  const tell = (piece: unknown, isWanted: boolean, keptMs: number): State => {
    if (piece !== null) return "kept";
    if (!isWanted) return "not-doubted";
    if (nowMs < occurredMs + EVIDENCE_AWAITED_MS) return "awaited";
    return closedMs !== null && nowMs >= closedMs + keptMs ? "deleted" : "missing";
  };
  return {
    curveState: tell(curve, true, curveMs),
    positionsState: tell(positions, keepsSurePositions || candidates.length > 0, positionsMs),
  };
}
