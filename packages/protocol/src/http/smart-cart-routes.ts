/** Smart carts: what a cart sends and gets, and what staff see of carts and do at the lane. */
import Type from "typebox";
import {
  CART_CATALOGUE,
  CART_FAULT_KINDS,
  CART_ID,
  CHECK_KINDS,
  CHECK_REASONS,
  TRIP,
  TRIP_ANSWER,
  TRIP_ID,
  TRIP_LIMITS,
  TRIP_STATUSES,
  UNSETTLED_TRIP,
} from "../smart-cart/trip.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  gtin,
  id,
  LIST_QUERY,
  minor,
  NEXT,
  named,
  nullable,
  oneOf,
  probability,
  text,
} from "./schemas.ts";
import { FINDING, TRIP_EVIDENCE } from "./trip-schemas.ts";

const CART_PARAMS = closed({ cartId: CART_ID });
const REQUEST_ID_CHARS_MAX = 200;
const TRIP_PARAMS = closed({ cartId: CART_ID, tripId: TRIP_ID });

export const PUT_CART_TRIP = route({
  method: "PUT",
  path: "/carts/:cartId/trips/:tripId",
  tag: "carts",
  summary: "Send the whole state of a trip",
  description:
    "Sign in with the key of a user of the cart's id and the role `cart`. Send it at each change and every few seconds: " +
    "it may be repeated, and one whose `sequence` is not newer changes nothing. Prices, totals and checks are the shop's.",
  params: TRIP_PARAMS,
  body: TRIP,
  bodyBytesMax: TRIP_LIMITS.bodyBytesMax,
  answers: { 200: { description: "The trip as the shop has it.", schema: TRIP_ANSWER } },
  codes: ["not-found", "cart-in-use-elsewhere"],
});

export const POST_CART_CARD = route({
  method: "POST",
  path: "/carts/:cartId/trips/:tripId/card",
  tag: "carts",
  summary: "Have the trip paid by a card that the reader on the cart has read",
  params: TRIP_PARAMS,
  body: closed(
    { requestId: text(REQUEST_ID_CHARS_MAX, "The terminal's name of the reading.") },
    { examples: [{ requestId: "reading-1" }] },
  ),
  answers: { 200: { description: "The trip as the shop has it.", schema: TRIP_ANSWER } },
  codes: ["not-found", "visit-not-open"],
});

export const GET_CART_CATALOGUE = route({
  method: "GET",
  path: "/carts/:cartId/catalogue",
  tag: "carts",
  summary: "Get what a cart sells from while the shop is away",
  description: "Ask again with `If-None-Match`: it answers 304 while nothing has changed.",
  params: CART_PARAMS,
  answers: {
    200: { description: "Everything that is sold, as of now.", schema: CART_CATALOGUE },
    304: { description: "The cart has the current one, by its `ETag`." },
  },
  codes: ["not-found"],
});

const CHECK = closed({
  kind: oneOf(CHECK_KINDS, "What staff do at the lane."),
  reasons: Type.Array(oneOf(CHECK_REASONS)),
  isDone: Type.Boolean({ description: "Nothing of it is left to do." }),
});

const SUMMARY = {
  tripId: Type.String(),
  status: oneOf(TRIP_STATUSES),
  visitId: nullable(Type.String({ description: "Null: nobody has said yet who pays." })),
  openedMs: atMs("When its first message came"),
  lastMessageMs: atMs("When its last message came"),
  isSilent: Type.Boolean({ description: "Nothing has come from it for too long." }),
  laneId: nullable(Type.String()),
  battery: nullable(probability("Charge left, 0 to 1.")),
  position: nullable(closed({ xM: Type.Number(), yM: Type.Number() })),
  isOutside: Type.Boolean({ description: "It is outside the zone where carts may be." }),
  faults: Type.Array(closed({ kind: oneOf(CART_FAULT_KINDS), sinceMs: atMs("Since when") })),
  unsettled: Type.Array(UNSETTLED_TRIP, {
    description: "Earlier trips of the cart whose ends it keeps, as the shop has not taken them.",
  }),
  helpCalledMs: nullable(
    atMs("When the shopper called for help; null: nobody calls, or somebody has answered"),
  ),
  units: Type.Integer({ minimum: 0, description: "On the bill." }),
  totalMinor: minor("To be paid"),
  errorProbability: probability("Probability that the bill is not what lies in the cart."),
  harmMinor: minor("What is likely to be lost on it"),
  check: CHECK,
  findings: Type.Array(FINDING, { description: "At its lane: what to look for." }),
  needsAgeCheck: Type.Boolean(),
};

const SMART_CART = named(
  "SmartCart",
  closed({
    cartId: Type.String(),
    trip: nullable(closed(SUMMARY)),
  }),
);

export const GET_SMART_CARTS = route({
  method: "GET",
  path: "/carts",
  tag: "carts",
  summary: "List smart carts and the trips that go on",
  query: closed(LIST_QUERY),
  answers: {
    200: {
      description: "Every cart that has a key, with its open trip.",
      schema: closed({
        nowMs: atMs("By the shop's clock"),
        currency: Type.String({ description: "ISO 4217." }),
        lanes: Type.Array(closed({ laneId: Type.String(), name: Type.String() })),
        items: Type.Array(SMART_CART),
        next: NEXT,
      }),
    },
  },
});

const MESSAGE_CHARS_MAX = 200;

export const GET_CART_TRIP = route({
  method: "GET",
  path: "/carts/:cartId/trips/:tripId",
  tag: "carts",
  summary: "Get a trip with its lines and weight changes",
  params: TRIP_PARAMS,
  answers: {
    200: {
      description: "The trip.",
      schema: closed({
        ...SUMMARY,
        ...TRIP_EVIDENCE.properties,
        messages: Type.Array(
          closed({ messageId: Type.String(), text: Type.String(), atMs: atMs("When") }),
        ),
      }),
    },
  },
  codes: ["not-found"],
});

export const CHECK_RESULTS = ["fine", "weigh"] as const;
const CORRECTIONS_MAX = 20;

export const POST_CART_CHECK = route({
  method: "POST",
  path: "/carts/:cartId/trips/:tripId/check",
  tag: "carts",
  summary: "Record what staff found at the lane",
  description:
    "`fine`: the bill, with its `corrections`, is what lies in the cart, and nothing of it is reviewed; a trip without a payer may end then, to be paid at the till. `weigh`: the cart is asked to be weighed again.",
  params: TRIP_PARAMS,
  body: closed(
    {
      result: Type.Optional(
        oneOf(CHECK_RESULTS, "What a glance or a re-weigh found; left out: none was made."),
      ),
      corrections: Type.Optional(
        Type.Array(
          closed({
            gtin: gtin(),
            quantity: Type.Integer({
              minimum: -TRIP_LIMITS.quantityMax,
              maximum: TRIP_LIMITS.quantityMax,
              description: "Units to put on the bill; below 0: to take off it.",
            }),
          }),
          { maxItems: CORRECTIONS_MAX, description: "With `fine` alone; left out: none." },
        ),
      ),
      isOldEnough: Type.Optional(
        Type.Boolean({ description: "What an age check found; left out: none was made." }),
      ),
    },
    { examples: [{ result: "fine" }] },
  ),
  answers: { 200: { description: "It is recorded.", schema: closed({ check: CHECK }) } },
  codes: ["not-found", "product-unknown", "quantity-invalid", "visit-not-open"],
});

export const POST_CART_LANE_WEIGHT = route({
  method: "POST",
  path: "/carts/:cartId/trips/:tripId/lane-weight",
  tag: "carts",
  summary: "Record what the floor scale of a lane reads of a cart",
  description:
    "Of a lane with `scaleErrorG`. Less the empty cart it is compared with what the bill's goods weigh: where they agree, the cart need not be weighed by staff.",
  params: TRIP_PARAMS,
  body: closed(
    {
      laneId: id("The lane's."),
      weightG: Type.Number({
        minimum: 0,
        maximum: TRIP_LIMITS.levelGMax,
        description: "Of the whole cart, g.",
      }),
    },
    { examples: [{ laneId: "lane-1", weightG: 24_310 }] },
  ),
  answers: {
    200: {
      description: "It is recorded.",
      schema: closed({
        expectedG: Type.Number({ description: "Of the empty cart and the goods on its bill, g." }),
        isConfirmed: Type.Boolean({ description: "They agree." }),
        check: CHECK,
      }),
    },
  },
  codes: ["not-found", "visit-not-open"],
});

export const POST_CART_FOUND = route({
  method: "POST",
  path: "/carts/:cartId/trips/:tripId/found",
  tag: "carts",
  summary: "Record how staff found a cart that was left",
  description:
    "`goods-back`: its goods are back on their shelves, and nothing of the trip is charged. `empty`: the goods are gone, and a reviewer decides.",
  params: TRIP_PARAMS,
  body: closed(
    { result: oneOf(["goods-back", "empty"]) },
    { examples: [{ result: "goods-back" }] },
  ),
  answers: {
    200: {
      description: "It is recorded.",
      schema: closed({ found: oneOf(["goods-back", "empty"]) }),
    },
  },
  codes: ["not-found", "trip-not-left", "review-claimed-by-other"],
});

export const GET_CART_STATISTICS = route({
  method: "GET",
  path: "/carts/statistics",
  tag: "carts",
  summary: "Show how many trips were checked and what was found",
  query: closed({
    sinceMs: Type.Optional(Type.Integer({ minimum: 0, description: "Since this time, Unix ms." })),
  }),
  answers: {
    200: {
      description: "The figures, of what is kept.",
      schema: closed({
        trips: count("Trips that were paid."),
        checkedTrips: count("Of those, that staff have checked."),
        checkedShare: nullable(Type.Number({ minimum: 0, maximum: 1 })),
        checks: count("Checks that ended."),
        correctedChecks: count("Of those, that changed the bill."),
        spotChecks: count("Drawn by the shop, and for no other reason."),
        correctedSpotChecks: count("Of those, that changed the bill."),
        foundMinor: minor("Put on bills by checks"),
        returnedMinor: minor("Taken off bills by checks"),
        medianTookMs: nullable(
          Type.Number({
            minimum: 0,
            description: "From coming to the lane to the end of its check, ms.",
          }),
        ),
      }),
    },
  },
});

export const POST_CART_MESSAGE = route({
  method: "POST",
  path: "/carts/:cartId/trips/:tripId/messages",
  tag: "carts",
  summary: "Answer a call for help on the cart's screen",
  params: TRIP_PARAMS,
  body: closed(
    { text: text(MESSAGE_CHARS_MAX, "Shown to the shopper.") },
    { examples: [{ text: "I am on my way." }] },
  ),
  answers: {
    201: { description: "The cart shows it soon.", schema: closed({ messageId: Type.String() }) },
  },
  codes: ["not-found", "visit-not-open"],
});
