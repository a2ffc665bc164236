/** What reviewers have seen of an interaction, for people who view its visit later. */
import { CLIP_PROPERTIES, CURVE, POSITIONS } from "./review-schemas.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, id, NAMED_EVIDENCE, named, nullable, oneOf } from "./schemas.ts";
import { TRIP_EVIDENCE } from "./trip-schemas.ts";

export const STATE = oneOf(
  ["kept", "awaited", "not-doubted", "deleted", "missing"],
  "`kept`: available; `awaited`: still being recorded; `not-doubted`: the interaction is certain, and of " +
    "those this shop keeps none; `deleted`: the retention period ended; `missing`: none was recorded, " +
    "or the limit of storage was reached.",
);

export const KEPT = named(
  "KeptEvidence",
  closed({
    evidence: NAMED_EVIDENCE,
    curve: nullable(CURVE),
    curveState: STATE,
    curveDeleteAfterMs: nullable(atMs("When the curve is deleted; null where none is kept")),
    positions: nullable(POSITIONS),
    positionsState: STATE,
    positionsDeleteAfterMs: nullable(
      atMs("When the positions are deleted; null where none are kept"),
    ),
    ...CLIP_PROPERTIES,
    trip: nullable(TRIP_EVIDENCE),
  }),
);

export const GET_VISIT_EVIDENCE = route({
  method: "GET",
  path: "/visits/:visitId/evidence/:evidenceId",
  tag: "visits",
  summary:
    "Show the weight curve and positions of one interaction, or its smart cart's weights, while they are kept",
  description: "Only of interactions that may concern somebody of the visit.",
  params: closed({
    visitId: id("The visit's id."),
    evidenceId: id("The interaction's id, as the visit lists it."),
  }),
  answers: { 200: { description: "The evidence, or why there is none.", schema: KEPT } },
  codes: ["not-found"],
});
