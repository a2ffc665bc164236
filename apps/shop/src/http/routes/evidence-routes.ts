import type { Evidence } from "@saunter/commerce/cart/events";
import { atMs, closed, EVIDENCE, id, nullable, oneOf } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import { readCarts } from "../../domain/compose-receipt.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { addRead, type HttpContext } from "../add-route.ts";
import { EVIDENCE_AWAITED_MS } from "../http-limits.ts";
import { readVisit } from "../own-visits.ts";
import { ProblemError } from "../problem.ts";
import { CLIP_PROPERTIES, CURVE, POSITIONS, showClip } from "../review-view.ts";

const STATE = oneOf(
  ["kept", "awaited", "not-doubted", "deleted", "missing"],
  "`kept`: it is here; `awaited`: its seconds are not over yet; `not-doubted`: of what nobody doubts " +
    "none are kept, as the shop is set up; `deleted`: its time is over; `missing`: none was recorded, " +
    "or it has made room for others.",
);

const KEPT = closed({
  evidence: closed({ ...EVIDENCE.properties, name: Type.String() }),
  curve: nullable(CURVE),
  curveState: STATE,
  curveDeleteAfterMs: nullable(atMs("When the curve is deleted; null where none is kept")),
  positions: nullable(POSITIONS),
  positionsState: STATE,
  positionsDeleteAfterMs: nullable(
    atMs("When the positions are deleted; null where none are kept"),
  ),
  ...CLIP_PROPERTIES,
});

type State = Static<typeof STATE>;
type KeptOfRecorder = Pick<Static<typeof KEPT>, "curve" | "positions">;

/** What reviewers have seen of an interaction, for whoever looks at its visit later. */
export function addEvidenceRoutes(context: HttpContext): void {
  const { shop, readEvidence, readClip } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/visits/:visitId/evidence/:evidenceId",
      tag: "visits",
      summary: "What plates and positions say of one interaction, as long as they are kept",
      description: "Of interactions that may concern somebody of the visit, and of no others.",
      params: closed({
        visitId: id("The visit's id."),
        evidenceId: id("The interaction's, as the visit names it."),
      }),
      answers: { 200: { description: "What there is, or why there is none.", schema: KEPT } },
      codes: ["not-found"],
    },
    ({ params: { visitId, evidenceId }, principal }) => {
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
        ...tellStates(context, one, { curve, positions }, { nowMs, closedMs }),
        ...dates,
        ...showClip(readClip(evidenceId, nowMs)),
      };
    },
  );
}

interface Times {
  readonly nowMs: number;
  /** When the visit ended; null while it goes on. */
  readonly closedMs: number | null;
}

/** What is kept, and of what is not, why. */
function tellStates(
  { deps: { evidencePeriods } }: HttpContext,
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
