/** What reviewers have seen of an interaction, for whoever looks at its visit later. */
import Type from "typebox";
import { CLIP_PROPERTIES, CURVE, POSITIONS } from "./review-schemas.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, EVIDENCE, id, nullable, oneOf } from "./schemas.ts";

export const STATE = oneOf(
  ["kept", "awaited", "not-doubted", "deleted", "missing"],
  "`kept`: it is here; `awaited`: its seconds are not over yet; `not-doubted`: of what nobody doubts " +
    "none are kept, as the shop is set up; `deleted`: its time is over; `missing`: none was recorded, " +
    "or it has made room for others.",
);

export const KEPT = closed({
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

export const GET_VISIT_EVIDENCE = route({
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
});
