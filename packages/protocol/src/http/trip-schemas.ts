/** What a smart cart's scale saw on a trip, for staff and reviewers. */
import Type from "typebox";
import { TRIP_CHANGE, TRIP_LINE, TRIP_QUESTION } from "../smart-cart/trip.ts";
import { atMs, closed, named, nullable, oneOf, probability } from "./schemas.ts";

const FINDING_KINDS = ["unscanned", "other-goods", "own", "not-in-cart"] as const;

export const FINDING = named(
  "CartFinding",
  closed({
    kind: oneOf(
      FINDING_KINDS,
      "`unscanned`: on no line; `other-goods`: not what was scanned; `own`: the shopper said that it is theirs; `not-in-cart`: a line's goods.",
    ),
    name: nullable(Type.String({ description: "Product of its line." })),
    weightG: nullable(Type.Number({ description: "About so much, g." })),
    atMs: atMs("When it came, or was scanned, by the shop's clock"),
  }),
);

/** What a trip's scale saw, and what its lines should weigh. */
export const TRIP_EVIDENCE = named(
  "TripEvidence",
  closed({
    cartId: Type.String(),
    tripId: Type.String(),
    lines: Type.Array(
      named(
        "WeighedTripLine",
        closed({
          ...TRIP_LINE.properties,
          name: Type.String(),
          expectedG: nullable(Type.Number({ description: "What its goods should weigh, g." })),
        }),
      ),
    ),
    exact: probability("Probability that the bill is what lies in the cart."),
    missing: probability("Probability that something in the cart is not on the bill."),
    tooMuch: probability("Probability that something on the bill is not in the cart."),
    findings: Type.Array(FINDING),
    questions: Type.Array(TRIP_QUESTION),
    changes: Type.Array(TRIP_CHANGE, { description: "By the cart's clock." }),
    clockOffsetMs: Type.Integer({ description: "The shop's clock less the cart's, ms." }),
    laneWeight: nullable(
      closed(
        {
          weightG: Type.Number({ description: "Of the whole cart, g." }),
          expectedG: Type.Number({ description: "Of the empty cart and its bill's goods, g." }),
          isConfirmed: Type.Boolean({ description: "They agree." }),
        },
        { description: "What a lane's floor scale read; null: nothing." },
      ),
    ),
    corrections: Type.Array(
      closed({
        gtin: Type.String(),
        name: Type.String(),
        quantity: Type.Integer({ description: "Below 0: taken off the bill." }),
      }),
      { description: "What staff changed on the bill." },
    ),
    found: nullable(oneOf(["goods-back", "empty"], "How staff found a cart that was left.")),
  }),
);
