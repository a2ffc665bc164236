/** One use of a smart cart, as the cart reports it to the shop and the shop answers. */
import Type, { type Static } from "typebox";
import { BRAND } from "../brand.ts";
import { DIETS, NUTRI_SCORES, type Nutrition } from "../food-facts.ts";
import {
  atMs,
  closed,
  count,
  gtin,
  id,
  LABEL_MINOR,
  minor,
  named,
  nullable,
  oneOf,
  probability,
} from "../http/schemas.ts";
import { NET_G_MAX } from "../limits.ts";

export const TRIP_LIMITS = {
  linesMax: 300,
  questionsMax: 100,
  /** The last ones. */
  changesMax: 200,
  ownSaidMax: 50,
  /** Each line once. */
  confirmedMax: 300,
  trayMax: 15,
  faultsMax: 20,
  unsettledMax: 20,
  quantityMax: 99,
  /** Of one line of weighed goods. */
  weightGMax: NET_G_MAX,
  /** Of anything that a scale reads, either way. */
  levelGMax: 1_000_000,
  restPointsMax: 1000,
  floorMMax: 10_000,
  entryCodeCharsMax: 2048,
  bodyBytesMax: 256 * 1024,
  catalogueProductsMax: 100_000,
} as const;

export const CART_ID_PATTERN = "^[A-Za-z0-9._-]{1,64}$";

export const CART_ID = Type.String({
  pattern: CART_ID_PATTERN,
  description: "The smart cart's id, which is its user's name.",
});
export const TRIP_ID = Type.String({
  pattern: "^[A-Za-z0-9_-]{1,64}$",
  description: "Its own for each trip, made by the cart.",
});

export const TRIP_STATUSES = ["shopping", "at-lane", "ended", "abandoned"] as const;
export const QUESTION_KINDS = [
  "not-scanned",
  "not-in-cart",
  "taken-out",
  "other-goods",
  "emptied",
] as const;
export const QUESTION_ANSWERS = [
  "own",
  "removed",
  "put-in",
  "scanned",
  /** It is in the cart, and is paid. */
  "confirmed",
  "dismissed",
] as const;
export const CHANGE_KINDS = [
  "put-in",
  "taken-out",
  "unscanned",
  "own",
  "other-goods",
  "touch",
  "unclear",
] as const;
export const CART_FAULT_KINDS = [
  "scale-silent",
  "scale-frozen",
  "scale-saturated",
  "scale-overloaded",
  "scale-upside-down",
  "scanner-offline",
  "storage-failing",
  "clock-jump",
] as const;
export const CHECK_KINDS = ["none", "glance", "weigh"] as const;
export const CHECK_REASONS = [
  "missing-goods",
  "too-much-billed",
  "question-unanswered",
  "scale-fault",
  "not-weighed",
  "lane-weight",
  "odd-weighing",
  "own-things",
  "another-payer",
  "spot-check",
  "staff-asked",
] as const;
export const AGE_CHECK_STATES = ["not-needed", "needed", "verified", "refused"] as const;
export const PAYMENT_STATES = [
  /** Nobody has said yet who pays. */
  "payer-needed",
  /** Paid when the trip ends, by the card on file or the account. */
  "on-file",
  /** Staff take the money: nobody has shown who pays and staff let them, or the card has refused. */
  "at-till",
  "paid",
] as const;

const lineId = () => id("The line's, its own within the trip.");
/** Milliseconds of a date. */
const TIME_MS_MAX = 8_640_000_000_000_000;
const time = (what: string) =>
  Type.Integer({
    minimum: 0,
    maximum: TIME_MS_MAX,
    description: `${what}, by the cart's clock, Unix ms.`,
  });
const grams = (description: string) =>
  Type.Number({ minimum: -TRIP_LIMITS.levelGMax, maximum: TRIP_LIMITS.levelGMax, description });
const spread = (description: string) =>
  Type.Number({ minimum: 0, maximum: TRIP_LIMITS.levelGMax, description });
const metres = () =>
  Type.Number({ minimum: -TRIP_LIMITS.floorMMax, maximum: TRIP_LIMITS.floorMMax });

export const TRIP_LINE = named(
  "TripLine",
  closed({
    lineId: lineId(),
    gtin: gtin(),
    quantity: Type.Integer({ minimum: 1, maximum: TRIP_LIMITS.quantityMax }),
    weightG: nullable(
      Type.Integer({
        minimum: 1,
        maximum: TRIP_LIMITS.weightGMax,
        description: "Of goods sold by weight, g net of tare, of one weighing; null of others.",
      }),
    ),
    grossG: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: TRIP_LIMITS.weightGMax,
        description: "The same with its container, as it lies on the scale, g.",
      }),
    ),
    labelMinor: LABEL_MINOR,
    scannedMs: time("When it was scanned"),
    removed: Type.Boolean({ description: "The shopper has taken it off the bill." }),
    inside: probability("Probability that its goods lie in the cart."),
  }),
);

export const TRIP_QUESTION = named(
  "TripQuestion",
  closed({
    about: oneOf(QUESTION_KINDS, "What does not match."),
    lineId: nullable(lineId()),
    weightG: grams("Weight that it is about, g."),
    askedMs: time("When it was asked"),
    answer: nullable(oneOf(QUESTION_ANSWERS, "What the shopper did; null: nothing yet.")),
  }),
);

export const TRIP_CHANGE = named(
  "TripChange",
  closed({
    tray: Type.Integer({
      minimum: 0,
      maximum: TRIP_LIMITS.trayMax,
      description: "0: the basket; above: lower trays.",
    }),
    startMs: time("When it began"),
    settledMs: time("When the weight lay still"),
    changeG: grams("Above 0: put in, g."),
    errorG: spread("Standard error of `changeG`, g."),
    levelG: grams("What the scale read then, g."),
    isRolled: Type.Boolean({ description: "The cart was rolled in between." }),
    takenFor: oneOf(CHANGE_KINDS, "What it is taken for."),
    lineId: nullable(lineId()),
    /** Left out until it has been at rest for a while, and by carts of before. */
    rest: Type.Optional(
      closed({
        atMs: time("When that was known"),
        levelG: grams("What the scale read by then, g."),
        levelErrorG: spread("Its standard error, g."),
        points: Type.Number({
          exclusiveMinimum: 0,
          maximum: TRIP_LIMITS.restPointsMax,
          description: "Readings that do not depend on each other.",
        }),
        spreadG: spread("What they spread by about the level, g: a hand that presses trembles."),
        noiseG: spread("What readings of this tray spread by before the change, g."),
      }),
    ),
  }),
);

const EXAMPLE = {
  sequence: 7,
  sentMs: 1_790_000_060_000,
  startedMs: 1_790_000_000_000,
  bootId: "3f1c",
  previousBootId: null,
  payer: null,
  lines: [
    {
      lineId: "1",
      gtin: "07",
      quantity: 1,
      weightG: null,
      grossG: null,
      scannedMs: 1_790_000_050_000,
      removed: false,
      inside: 0.99,
    },
  ],
  certainty: { exact: 0.98, missing: 0.01, tooMuch: 0.01 },
  questions: [],
  changes: [],
  ownSaidMs: [],
  status: "shopping",
  laneId: null,
  battery: 0.8,
  position: null,
  faults: [],
  helpCalledMs: null,
};

/** An earlier trip of a cart whose end the shop has not taken. */
export const UNSETTLED_TRIP = closed({
  tripId: TRIP_ID,
  httpStatus: Type.Integer({
    minimum: 100,
    maximum: 599,
    description: "What the shop answered last; 200: the trip went on.",
  }),
  tries: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});

/** The whole state of a trip. */
export const TRIP = named(
  "Trip",
  closed(
    {
      sequence: Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Grows with each change. One that is not newer changes nothing.",
      }),
      sentMs: time("When it was sent"),
      startedMs: time("When the trip began"),
      bootId: id("Made at random at each start of the cart's process."),
      previousBootId: nullable(
        id(
          "The last boot of the same disk that the shop has answered; null: none. One that follows another cart's is refused.",
        ),
      ),
      payer: nullable(
        Type.String({
          minLength: 1,
          maxLength: TRIP_LIMITS.entryCodeCharsMax,
          description: "Text of the entry code that was scanned on the cart; null: none yet.",
        }),
      ),
      lines: Type.Array(TRIP_LINE, { maxItems: TRIP_LIMITS.linesMax }),
      certainty: closed({
        exact: probability("Probability that the lines are what lies in the cart."),
        missing: probability(
          "Probability that something lies in it that is on no line, or dearer.",
        ),
        tooMuch: probability(
          "Probability that a line's goods do not lie in it, and the shopper has not said that they do.",
        ),
      }),
      questions: Type.Array(TRIP_QUESTION, { maxItems: TRIP_LIMITS.questionsMax }),
      changes: Type.Array(TRIP_CHANGE, {
        maxItems: TRIP_LIMITS.changesMax,
        description: "The last changes of the weight: a reviewer's evidence.",
      }),
      ownSaidMs: Type.Array(time("When the shopper said that what is on no line is theirs"), {
        maxItems: TRIP_LIMITS.ownSaidMax,
        description: "The last times.",
      }),
      /** Left out by carts of before. */
      confirmed: Type.Optional(
        Type.Array(closed({ lineId: lineId(), saidMs: time("When the shopper said so last") }), {
          maxItems: TRIP_LIMITS.confirmedMax,
          description: "Lines of which the shopper said that they are in the cart.",
        }),
      ),
      status: oneOf(TRIP_STATUSES),
      laneId: nullable(id("The lane that the cart stands at; null: none.")),
      /** A share, 0 to 1. */
      battery: nullable(probability("Charge left, 0 to 1; null: not measured.")),
      position: nullable(
        closed(
          { xM: metres(), yM: metres() },
          { description: "On the shop's floor, metres; null: not known." },
        ),
      ),
      faults: Type.Array(closed({ kind: oneOf(CART_FAULT_KINDS), sinceMs: time("Since when") }), {
        maxItems: TRIP_LIMITS.faultsMax,
      }),
      helpCalledMs: nullable(time("When the shopper called for help; null: no call is open")),
      unsettled: Type.Optional(
        Type.Array(UNSETTLED_TRIP, {
          maxItems: TRIP_LIMITS.unsettledMax,
          description:
            "Earlier trips whose ends are kept on the cart, as the shop has not taken them.",
        }),
      ),
    },
    { examples: [EXAMPLE] },
  ),
);

export type Trip = Static<typeof TRIP>;
export type TripLine = Static<typeof TRIP_LINE>;
export type TripQuestion = Static<typeof TRIP_QUESTION>;
export type TripChange = Static<typeof TRIP_CHANGE>;
export type CheckKind = (typeof CHECK_KINDS)[number];
export type CheckReason = (typeof CHECK_REASONS)[number];

const BILL_LINE = closed({
  lineIds: Type.Array(Type.String(), {
    description: "The trip's lines of this product, or of weighings of this weight.",
  }),
  gtin: Type.String(),
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  weightG: nullable(Type.Integer({ description: "Of goods sold by weight, g of one weighing." })),
  unitMinor: minor("Price of one unit, or of a kilogram"),
  discountMinor: minor("Discount"),
  depositMinor: minor("Deposit"),
  payableMinor: minor("Price with discount and deposit"),
});

export const TRIP_ANSWER = named(
  "TripAnswer",
  closed({
    sequence: count("The newest that the shop has taken."),
    nowMs: atMs("By the shop's clock"),
    status: oneOf(TRIP_STATUSES, "The trip as the shop has it: an ended one stays ended."),
    visitId: nullable(Type.String({ description: "Null: no visit is open yet." })),
    isMember: Type.Optional(Type.Boolean({ description: "The payer has members' prices." })),
    /** Why the code of the payer was refused. */
    payerRefusal: nullable(
      Type.String({ description: "A problem's code: why the payer's code opened no visit." }),
    ),
    bill: closed({
      currency: Type.String({ description: "ISO 4217." }),
      lines: Type.Array(BILL_LINE),
      unpriced: Type.Array(Type.String(), { description: "Products without a price." }),
      /** Left out by shops of before. */
      offers: Type.Optional(
        Type.Array(closed({ name: Type.String(), discountMinor: minor("Discount") })),
      ),
      savingsMinor: minor("Discounts together"),
      taxMinor: minor("Tax, included in the prices or not"),
      totalMinor: minor("To be paid"),
    }),
    check: closed({
      kind: oneOf(CHECK_KINDS, "What staff do at the lane; none until the cart is there."),
      reasons: Type.Array(oneOf(CHECK_REASONS)),
      isDone: Type.Boolean({ description: "Nothing of it is left to do." }),
    }),
    ageCheck: oneOf(AGE_CHECK_STATES),
    payment: oneOf(PAYMENT_STATES),
    receiptUrl: nullable(Type.String({ description: "Once the trip has ended." })),
    messages: Type.Array(
      closed({ messageId: Type.String(), text: Type.String(), atMs: atMs("When") }),
      { description: "Of staff, the newest last." },
    ),
  }),
);

export type TripAnswer = Static<typeof TRIP_ANSWER>;

const WEIGHT = closed({
  meanG: Type.Number({ exclusiveMinimum: 0 }),
  sdG: Type.Number({ minimum: 0 }),
});

const NUTRIENT = Type.Optional(Type.Number({ minimum: 0 }));
const NUTRITION = closed(
  {
    energyKj: NUTRIENT,
    fatG: NUTRIENT,
    saturatesG: NUTRIENT,
    carbohydrateG: NUTRIENT,
    sugarsG: NUTRIENT,
    fibreG: NUTRIENT,
    proteinG: NUTRIENT,
    saltG: NUTRIENT,
  } satisfies Record<keyof Nutrition, unknown>,
  { description: "Of 100 g, or of 100 ml." },
);

export const CART_PRODUCT = named(
  "CartProduct",
  closed({
    gtin: Type.String(),
    name: Type.String(),
    unitMinor: minor("Price of one unit, or of a kilogram, today"),
    priceOf: oneOf(["unit", "kilogram"]),
    memberUnitMinor: nullable(minor("What members pay, where it is less")),
    weight: nullable(WEIGHT),
    plu: nullable(Type.String({ description: "Number that shoppers type." })),
    itemNumber: Type.Optional(
      Type.String({ description: "Number on labels of the shop's scales, if it has one." }),
    ),
    tareG: Type.Optional(
      Type.Integer({ minimum: 1, description: "Of its bag, taken off what the scale shows." }),
    ),
    depositMinor: minor("Deposit of one unit"),
    taxCategory: Type.Optional(Type.String({ description: "One of the tax's." })),
    depositTaxCategory: Type.Optional(Type.String({ description: "Left out: the product's." })),
    ageMin: nullable(Type.Integer({ minimum: 1, description: "Years." })),
    category: nullable(Type.String()),
    allergens: Type.Array(Type.String({ description: "Code of GS1's AllergenTypeCode list." })),
    diets: Type.Optional(Type.Array(oneOf(DIETS))),
    nutriScore: Type.Optional(oneOf(NUTRI_SCORES)),
    nutrition: Type.Optional(NUTRITION),
    pictureUrl: nullable(Type.String()),
    places: Type.Array(closed({ gondola: Type.Integer(), shelf: Type.Integer() })),
  }),
);

/** EAN-13 that carry a weight, a price, a count or a voucher's amount: prefix, item, the value's check digit if any, value, check digit. */
export const VARIABLE_CODE = closed({
  prefix: Type.String({ pattern: "^[0-9]{1,3}$" }),
  itemDigits: Type.Integer({ minimum: 1, maximum: 6 }),
  valueDigits: Type.Integer({ minimum: 4, maximum: 6 }),
  value: oneOf(["weight-g", "price-minor", "count", "voucher"]),
  step: Type.Integer({ minimum: 1, description: "Grams, minor units or units that 1 stands for." }),
  valueCheckDigit: oneOf(
    ["none", "checked", "skipped"],
    "By GS1 General Specifications, section 7.9; `skipped`: scales put anything there.",
  ),
});

const OFFER_TERMS = Type.Union([
  closed({
    kind: Type.Literal("multibuy"),
    quantity: Type.Integer(),
    amountMinor: minor("Price of so many together"),
  }),
  closed({ kind: Type.Literal("cheapest-free"), quantity: Type.Integer() }),
  closed({
    kind: Type.Literal("percentage"),
    rate: Type.String({ description: "Share off each unit, decimal text." }),
  }),
]);

/** How prices are taxed now. */
const CART_TAX = closed({
  jurisdictionId: Type.String(),
  roundingLevel: oneOf(["line", "rate", "receipt"]),
  roundingMode: oneOf(["half-up", "half-even", "down", "up"]),
  totalStepMinor: Type.Optional(Type.Integer({ minimum: 1 })),
  rates: Type.Record(Type.String(), Type.String(), {
    description: "By category, decimal text.",
  }),
});

export const CART_CATALOGUE = named(
  "CartCatalogue",
  closed({
    version: Type.String({
      description: "The same as the ETag's: another one where anything has changed.",
    }),
    currency: Type.String({ description: "ISO 4217." }),
    pricesIncludeTax: Type.Boolean(),
    tax: Type.Optional(CART_TAX),
    products: Type.Array(CART_PRODUCT),
    variableCodes: Type.Array(VARIABLE_CODE),
    offers: Type.Array(
      closed({
        offerId: Type.String(),
        name: Type.String(),
        gtins: Type.Array(Type.String(), { description: "Products that it is for." }),
        membersOnly: Type.Boolean(),
        terms: Type.Optional(OFFER_TERMS),
      }),
    ),
    /** Null where shelf positions are not configured. */
    map: nullable(
      closed({
        gondolas: Type.Array(
          closed({
            gondola: Type.Integer(),
            name: nullable(Type.String()),
            outline: Type.Array(closed({ xM: Type.Number(), yM: Type.Number() })),
          }),
        ),
      }),
    ),
    lanes: Type.Array(closed({ laneId: Type.String(), name: Type.String() })),
    /** Left out where the shop has none. */
    brand: Type.Optional(BRAND),
  }),
);

export type CartCatalogue = Static<typeof CART_CATALOGUE>;
/** All but its products. */
export type CatalogueHead = Omit<CartCatalogue, "products">;
export type CartProduct = Static<typeof CART_PRODUCT>;
export type VariableCode = Static<typeof VARIABLE_CODE>;
