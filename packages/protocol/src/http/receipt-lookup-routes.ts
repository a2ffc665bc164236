/** For shoppers who paid by card and have no sign-in: at a kiosk they find their receipt again. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, id, minor, oneOf } from "./schemas.ts";

export const REQUEST = Type.Union(
  [
    closed({
      by: Type.Literal("card"),
      readerId: id("The kiosk's card reader."),
      requestId: id("The kiosk's own of this try."),
    }),
    closed({
      by: Type.Literal("digits"),
      lastFour: Type.String({ pattern: "^[0-9]{4}$" }),
      leftMs: Type.Integer({
        minimum: 0,
        description: "About when they left, Unix ms; ten minutes more or less.",
      }),
    }),
  ],
  { examples: [{ by: "digits", lastFour: "4242", leftMs: 1_772_442_000_000 }] },
);

export const FOUND = closed({
  visitId: Type.String(),
  leftMs: atMs("When they left"),
  totalMinor: minor("What the receipt says"),
  currency: Type.String(),
  status: oneOf(["draft", "final", "contested", "reviewed"]),
  receiptUrl: Type.String({ description: "To be shown as a QR code, for a moment." }),
});

export const ANSWER = closed({
  items: Type.Array(FOUND, { description: "The newest first." }),
  isAmbiguous: Type.Boolean({
    description: "More than one fits, and none is told: the card has to be shown.",
  }),
});

export const POST_RECEIPTS_LOOKUPS = route({
  method: "POST",
  path: "/receipts/lookups",
  tag: "receipts",
  summary: "Find the receipt of whoever stands at a kiosk",
  description: "By the card that they paid with, or by its last digits and the time.",
  body: REQUEST,
  answers: { 200: { description: "What fits.", schema: ANSWER } },
  codes: ["entry-card-refused", "entry-offline", "entry-method-unavailable"],
  rate: "lookUp",
});
