/** For shoppers who paid by card and have no sign-in: at a kiosk they find their receipt again. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, id, minor, oneOf } from "./schemas.ts";

export const REQUEST = Type.Union(
  [
    closed({
      by: Type.Literal("card"),
      readerId: id("The kiosk's card reader."),
      requestId: id("The kiosk's id of this attempt."),
    }),
    closed({
      by: Type.Literal("digits"),
      lastFour: Type.String({ pattern: "^[0-9]{4}$" }),
      leftMs: Type.Integer({
        minimum: 0,
        description: "When they left, Unix ms, within ten minutes.",
      }),
    }),
  ],
  { examples: [{ by: "digits", lastFour: "4242", leftMs: 1_772_442_000_000 }] },
);

export const FOUND = closed({
  visitId: Type.String(),
  leftMs: atMs("When they left"),
  totalMinor: minor("The receipt's total"),
  currency: Type.String(),
  status: oneOf(["draft", "final", "contested", "reviewed"]),
  receiptUrl: Type.String({ description: "Link to show briefly as a QR code." }),
});

export const ANSWER = closed({
  items: Type.Array(FOUND, { description: "Newest first." }),
  isAmbiguous: Type.Boolean({
    description: "Several receipts match, so none is shown: ask for the card.",
  }),
});

export const POST_RECEIPTS_LOOKUPS = route({
  method: "POST",
  path: "/receipts/lookups",
  tag: "receipts",
  summary: "Find a shopper's receipt at a kiosk",
  description: "By the card they paid with, or by its last four digits and the time.",
  body: REQUEST,
  answers: { 200: { description: "Matching receipts.", schema: ANSWER } },
  codes: ["entry-card-refused", "entry-offline", "entry-method-unavailable"],
  rate: "lookUp",
});
