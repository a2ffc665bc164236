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
  chargeId: Type.String({ description: "Id of its visit." }),
  payer: PAYER,
  lastFour: nullable(Type.String({ description: "Of a card." })),
  currency: Type.String(),
  openedMs: atMs("When they entered"),
  closedMs: nullable(atMs("When they left")),
  receiptStatus: nullable(oneOf(["draft", "final", "contested", "reviewed"])),
  documentNumber: nullable(Type.Integer()),
  totalMinor: nullable(minor("The receipt's total now")),
  reviewDueMs: nullable(atMs("Deadline of a draft's review")),
  dueMinor: nullable(minor("Total; null until the receipt is final")),
  netMinor: minor("Charged less refunded"),
  missingMinor: minor("Still to be charged; below 0: to be refunded"),
  forgivenMinor: minor("Waived"),
  debtSinceMs: nullable(atMs("When it became a debt")),
  work: oneOf(["now", "debt", "cash", "none"], "As on the charge."),
  isUnconfirmed: Type.Boolean({
    description: "The payer still has to confirm it with their bank.",
  }),
});

export const GET_TILL = route({
  method: "GET",
  path: "/till",
  tag: "money",
  summary: "List visits that staff have to settle, newest first; with a search, settled ones too",
  query: closed({ ...PAGE_QUERY, ...SEARCH_QUERY }),
  answers: { 200: { description: "A page of visits.", schema: pageOf(TILL_ROW) } },
});
