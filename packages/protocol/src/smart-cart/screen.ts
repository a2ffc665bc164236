/**
 * What a smart cart's process shows on its tablet (`GET /state`, and `GET /events` as server-sent events, the
 * whole state at each change), and what the tablet tells it (`POST /acts`).
 */
import Type, { type Static } from "typebox";
import {
  atMs,
  closed,
  count,
  gtin,
  id,
  minor,
  nullable,
  oneOf,
  probability,
  text,
} from "../http/schemas.ts";
import { QUESTION_KINDS } from "./trip.ts";

/** Bounds of what the tablet sends, each tested at the bound and one past it. */
export const SCREEN_LIMITS = {
  codeChars: 500,
  listItems: 200,
  listItemChars: 200,
  quantityMax: 99,
  actIdChars: 64,
  weightGMax: 100_000,
} as const;

/** What a scale may have. */
export const SCALE_FAULTS = [
  /** No reading for a while: a plug, a wire, a flat battery of the scale's own. */
  "unplugged",
  /** The same figure again and again: a live scale always trembles. */
  "frozen",
  /** At the end of its range: more lies on it than it can weigh, or a wire is broken. */
  "saturated",
  /** Weight counts down when something is put in: its cell is upside down, or its wires are swapped. */
  "upside-down",
  /** Below zero by more than its drift. */
  "negative",
] as const;

export type ScaleFault = (typeof SCALE_FAULTS)[number];

/** What else a cart may have. */
export const CART_FAULTS = [
  "scanner-offline",
  /** What happens is not on the disk. */
  "storage-failing",
  "clock-jump",
  /** It may stop any moment. */
  "battery-dying",
] as const;

export type CartFaultCode = (typeof CART_FAULTS)[number];

const SCALE = closed({
  status: oneOf(["ready", "settling", ...SCALE_FAULTS]),
  weightG: nullable(
    Type.Number({ description: "All trays together, grams; null before they rest." }),
  ),
  /** What would be weighed now: it is to the scale's division, net of the shopper's own container. */
  unscannedG: nullable(
    Type.Number({
      description: "Came in last and is on no line, grams; null: nothing did, or it moves.",
    }),
  ),
  /** For goods by weight: lies still, and what it shows may be priced. */
  isStable: Type.Boolean(),
  divisionG: Type.Number({ exclusiveMinimum: 0, description: "The scale's division, grams." }),
});

const LINE = closed({
  lineId: Type.String(),
  gtin: Type.String(),
  name: Type.String(),
  quantity: count("Units; 1 for goods by weight."),
  weightG: nullable(Type.Number({ description: "Of goods by weight, grams." })),
  /** Of one unit, or of a kilogram; null: no price is known. */
  unitMinor: nullable(minor("Price of a unit, or of a kilogram for goods by weight")),
  discountMinor: minor("Discount"),
  depositMinor: minor("Deposit"),
  payableMinor: minor("Total of the line"),
  inside: probability("That its goods lie in the cart."),
  /** As the screen shows it; `unknown` while the scale has a fault. */
  presence: oneOf(["inside", "expected", "taken-out", "other-goods", "unknown"]),
  ageMin: nullable(count("Years; null: sold to everybody.")),
  allergens: Type.Array(Type.String()),
  pictureUrl: nullable(Type.String()),
  scannedMs: atMs("Scanned"),
});

/** A product of the cart's catalogue that may be chosen, such as one of those that a PLU or a name finds. */
const CHOICE = closed({
  gtin: Type.String(),
  name: Type.String(),
  isWeighed: Type.Boolean({ description: "Sold by weight." }),
  unitMinor: nullable(minor("Price of a unit, or of a kilogram")),
  pictureUrl: nullable(Type.String()),
});

const QUESTION = closed({
  questionId: Type.String(),
  about: oneOf(QUESTION_KINDS),
  lineId: nullable(Type.String()),
  weightG: nullable(Type.Number({ description: "Of what it is about, grams." })),
  askedMs: atMs("Asked"),
});

/** What a tablet shows for a moment: the last code or act that was not taken. */
const NOTICE = closed({
  noticeId: Type.String(),
  code: oneOf([
    "unknown-code",
    "damaged-code",
    "foreign-code",
    "expired-code",
    "voucher",
    "duplicate-scan",
    "no-price",
    "not-stable",
    "nothing-on-scale",
    "too-many-lines",
    "unknown-line",
    "unknown-question",
    "not-shopping",
    "not-paid",
    "scale-fault",
    "code-not-accepted",
  ]),
  /** The code as it was read, or the line's name. */
  text: Type.String(),
  atMs: atMs("When"),
});

export const SCREEN_STATE = closed({
  /** Grows with each change, and over restarts. */
  version: count("Of this state."),
  nowMs: atMs("Clock of the cart"),
  cartId: Type.String(),
  language: Type.String({ description: "BCP 47." }),
  status: oneOf(["free", "shopping", "at-lane", "ended", "refused"]),
  /** Why the shop does not take this cart; null: it does, or has not been asked. */
  refusal: nullable(oneOf(["cart-in-use-elsewhere", "key-not-accepted", "version-too-old"])),
  trip: nullable(
    closed({
      tripId: Type.String(),
      startedMs: atMs("Started"),
      visitId: nullable(Type.String()),
      payer: oneOf(["unknown", "offered", "known"]),
      laneId: nullable(Type.String()),
    }),
  ),
  scale: SCALE,
  lines: Type.Array(LINE),
  bill: closed({
    currency: nullable(Type.String({ description: "ISO 4217; null: no catalogue yet." })),
    goodsMinor: minor("Goods at their prices"),
    discountMinor: minor("Savings"),
    depositMinor: minor("Deposits"),
    taxMinor: minor("Tax that is added to the prices"),
    totalMinor: minor("To be paid"),
    offers: Type.Array(closed({ name: Type.String(), discountMinor: minor("Discount") })),
    pricedBy: oneOf(["shop", "cart"]),
  }),
  /** One at a time, each once. */
  question: nullable(QUESTION),
  notice: nullable(NOTICE),
  /** Products that the last `search` found. */
  choices: Type.Array(CHOICE),
  check: closed({
    kind: oneOf(["none", "glance", "weigh"]),
    reasons: Type.Array(Type.String()),
  }),
  ageCheck: oneOf(["not-needed", "needed", "verified", "refused"]),
  payment: nullable(
    closed({
      status: oneOf(["none", "waiting", "paid", "failed"]),
      receiptUrl: nullable(Type.String()),
    }),
  ),
  help: oneOf(["none", "called", "coming"]),
  messages: Type.Array(
    closed({ messageId: Type.String(), text: Type.String(), atMs: atMs("When") }),
  ),
  list: Type.Array(
    closed({
      itemId: Type.String(),
      text: Type.String(),
      gtin: nullable(Type.String()),
      isInCart: Type.Boolean(),
    }),
  ),
  shop: closed({
    isOnline: Type.Boolean(),
    seenMs: nullable(atMs("Answered last")),
    catalogueVersion: nullable(Type.String()),
  }),
  battery: nullable(
    closed({
      share: probability("Full: 1."),
      isCharging: Type.Boolean(),
      isLow: Type.Boolean(),
    }),
  ),
  position: nullable(Type.String({ description: "Name of the beacon that is nearest." })),
  /** Where the shop is: of a demonstration's links; null: no shop. */
  shopUrl: nullable(Type.String()),
  /** With `--simulate`: how certain the bill is; null: a real cart, whose shopper could act on it. */
  certainty: nullable(
    closed({
      exact: probability("That it is what lies in the cart."),
      missing: probability("That something is missing on it."),
      tooMuch: probability("That too much is on it."),
    }),
  ),
  faults: Type.Array(
    closed({ code: oneOf([...SCALE_FAULTS, ...CART_FAULTS]), tray: nullable(count("Tray.")) }),
  ),
  /** With `--simulate`: what lies on the scale that the tablet draws; null: a real scale. */
  simulated: nullable(
    Type.Array(
      closed({
        thingId: Type.String(),
        name: Type.String(),
        gtin: nullable(Type.String()),
        weightG: Type.Number(),
      }),
    ),
  ),
});

export type NoticeCode = NonNullable<ScreenState["notice"]>["code"];
export type ScreenState = Static<typeof SCREEN_STATE>;
export type ScreenLine = ScreenState["lines"][number];

const act = <const Kind extends string, Properties extends Record<string, Type.TSchema>>(
  kind: Kind,
  properties: Properties,
) => closed({ kind: Type.Literal(kind), ...properties });

const quantity = () => Type.Integer({ minimum: 1, maximum: SCREEN_LIMITS.quantityMax });

export const SCREEN_ACT = Type.Union([
  /** A code as a scanner or the camera reads it: goods, a variable-weight label, an entry code, a lane's. */
  act("scan", { code: text(SCREEN_LIMITS.codeChars) }),
  /** Finds products by name, PLU or number; empties the choices with "". */
  act("search", { text: Type.String({ maxLength: SCREEN_LIMITS.listItemChars }) }),
  /** A product that was chosen on the screen and is not sold by weight. */
  act("choose", { gtin: gtin(), quantity: quantity() }),
  /** Goods by weight: what came onto the scale last is this product. */
  act("weigh", { gtin: gtin() }),
  act("set-quantity", { lineId: id("Line"), quantity: quantity() }),
  act("remove-line", { lineId: id("Line") }),
  /** What lies in the cart and is on no line is the shopper's own: a bag, a coat, a child. */
  act("own-things", {}),
  /** The container that stands on the scale is the shopper's; its weight is taken off goods by weight. */
  act("tare", {
    weightG: nullable(Type.Number({ minimum: 0, maximum: SCREEN_LIMITS.weightGMax })),
  }),
  act("answer", {
    questionId: id("Question"),
    answer: oneOf(["mine", "will-scan", "put-back", "remove-line", "is-right", "call-help"]),
  }),
  act("call-help", {}),
  act("cancel-help", {}),
  act("set-language", {
    language: Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$" }),
  }),
  act("set-list", {
    items: Type.Array(
      closed({
        itemId: text(SCREEN_LIMITS.actIdChars),
        text: text(SCREEN_LIMITS.listItemChars),
        gtin: nullable(gtin()),
      }),
      { maxItems: SCREEN_LIMITS.listItems },
    ),
  }),
  /** Goes to the lane, or pays where the cart takes payment itself. */
  act("pay", { laneId: nullable(id("Lane")) }),
  /** Back to shopping from the lane. */
  act("keep-shopping", {}),
  /** The trip ends: paid, or left with an empty cart. */
  act("end", {}),
  act("dismiss-notice", { noticeId: id("Notice") }),
  /** With `--simulate` alone: something is dragged onto the drawn scale, or off it. */
  act("simulate-put", {
    thingId: text(SCREEN_LIMITS.actIdChars),
    name: text(SCREEN_LIMITS.listItemChars),
    gtin: nullable(gtin()),
    weightG: Type.Number({ exclusiveMinimum: 0, maximum: SCREEN_LIMITS.weightGMax }),
  }),
  act("simulate-take", { thingId: text(SCREEN_LIMITS.actIdChars) }),
  act("simulate-fault", {
    fault: oneOf(["none", "unplugged", "frozen", "saturated", "negative", "rolling", "leaning"]),
  }),
]);

export type ScreenAct = Static<typeof SCREEN_ACT>;

/** With an act: a number of its own, so that one that is sent again is taken once. */
export const SCREEN_ACT_REQUEST = closed({
  actId: text(SCREEN_LIMITS.actIdChars),
  act: SCREEN_ACT,
});

export type ScreenActRequest = Static<typeof SCREEN_ACT_REQUEST>;

/** What an act did: the state after it, which has a notice where it was not taken. */
export const SCREEN_ACT_ANSWER = closed({ isTaken: Type.Boolean(), state: SCREEN_STATE });
