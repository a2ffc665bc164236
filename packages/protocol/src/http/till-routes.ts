/** What staff settle at the till. */
import Type from "typebox";
import { PAYER } from "./charge-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  SEARCH_QUERY,
} from "./schemas.ts";

const TILL_ROW = closed({
  chargeId: Type.String({ description: "That of the visit." }),
  payer: PAYER,
  lastFour: nullable(Type.String({ description: "Of a card." })),
  currency: Type.String(),
  openedMs: atMs("When they came in"),
  closedMs: nullable(atMs("When they left")),
  receiptStatus: nullable(oneOf(["draft", "final", "contested", "reviewed"])),
  documentNumber: nullable(Type.Integer()),
  totalMinor: nullable(minor("What the receipt says now")),
  reviewDueMs: nullable(atMs("When a draft is final at the latest")),
  dueMinor: nullable(minor("To be paid; null until the receipt is final")),
  netMinor: minor("Taken less given back"),
  missingMinor: minor("Still to be taken, or below 0 to be given back"),
  forgivenMinor: minor("Let off"),
  debtSinceMs: nullable(atMs("Since when it is owed")),
  work: oneOf(["now", "debt", "cash", "none"], "As of a charge."),
  isUnconfirmed: Type.Boolean({ description: "The payer has yet to confirm it at their bank." }),
});

export const GET_TILL = route({
  method: "GET",
  path: "/till",
  tag: "money",
  summary:
    "What is to be settled by staff, the newest first; or what is looked for, settled or not",
  query: closed({ ...PAGE_QUERY, ...SEARCH_QUERY }),
  answers: { 200: { description: "A page of visits.", schema: pageOf(TILL_ROW) } },
});
