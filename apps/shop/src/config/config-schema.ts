/**
 * The one schema of a shop's configuration. It describes a configuration as it is once read:
 * whatever has a default is there. Files may leave that out (`json-schema.ts`). The reference page
 * is made of its descriptions.
 */
import { ROUNDING_MODES } from "@saunter/commerce/money/rates";
import { OFFER_QUANTITY_MAX } from "@saunter/commerce/pricing/limits";
import { ROUNDING_LEVELS } from "@saunter/commerce/tax/jurisdiction";
import { FIXTURE_KINDS } from "@saunter/engine/shop-model";
import { DIETS, NUTRI_SCORES, type NUTRIENTS } from "@saunter/protocol/food-facts";
import Type, { type Static } from "typebox";
import { CONFIG_DEFAULTS } from "./config-defaults.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { GATE } from "./gate-schema.ts";
import { SCENARIO_NAMES } from "./scenario-names.ts";
import {
  makeChoice,
  makeDigits,
  makeKeys,
  makeList,
  makeMetres,
  makeName,
  makeSecret,
  makeText,
  makeWhole,
  VALIDITY,
} from "./schema-parts.ts";
import { SENSORS } from "./sensor-schema.ts";
import { VARIABLE_CODE_PRESETS } from "./variable-code-presets.ts";
import { HALL_M, ZONE } from "./zone-schema.ts";

const SHOP = makeKeys("Who sells", {
  id: makeText("Short name of the shop, in ids and files; never changed later", "id"),
  name: makeName("Name on receipts and screens"),
  address: makeList(
    "Lines of the address on receipts",
    makeName("A line"),
    CONFIG_LIMITS.addressLinesMax,
    { minItems: 1 },
  ),
  legalName: makeName("Legal name of the seller"),
  vatNumber: Type.Optional(makeName("VAT or tax number on receipts")),
  timeZone: makeText("The shop's clock, such as Europe/Berlin", "time-zone"),
  locale: makeText("Language and region of receipts and screens, such as en-GB", "locale"),
  currency: makeText("ISO 4217 code of all amounts in this file", "currency"),
  brand: Type.Optional(
    makeKeys("What screens and receipts look like; operators can change it in the console", {
      colour: Type.Optional(
        makeText(
          'The shop\'s colour, such as "#0b7a75"; it is made darker or lighter where it could not be read',
          "colour",
        ),
      ),
      logo: Type.Optional(
        makeText(
          "File of the logo: SVG, or PNG of 1024 x 1024 pixels at most; 100 kB at most",
          "path",
        ),
      ),
    }),
  ),
  receiptFonts: Type.Optional(
    makeKeys(
      "Fonts of receipts as PDF, TrueType, OpenType or WOFF; left out: Western European characters alone",
      {
        regular: makeText("File of the regular face", "path"),
        bold: makeText("File of the bold face", "path"),
      },
    ),
  ),
});

const SPEED = Type.Union(
  [
    Type.Number({ description: "Times real time", exclusiveMinimum: 0, maximum: 10_000 }),
    Type.Literal("max"),
  ],
  { description: "Times real time, or max", default: CONFIG_DEFAULTS.source.speed },
);

const SOURCE = Type.Union(
  [
    makeKeys("A simulated shop", {
      kind: Type.Literal("simulated"),
      seed: makeWhole("The same seed gives the same shop", 0, 0xffffffff, {
        default: CONFIG_DEFAULTS.source.seed,
      }),
      scenario: makeChoice("Shoppers and what they do", [...SCENARIO_NAMES], {
        default: CONFIG_DEFAULTS.source.scenario,
      }),
      speed: SPEED,
      shoppersAtOnce: Type.Optional(
        makeWhole("People in the shop at most; left out: the scenario's", 1, 200),
      ),
    }),
    makeKeys("A recording that is replayed", {
      kind: Type.Literal("recording"),
      folder: makeText("Folder of the recording", "path"),
      speed: SPEED,
    }),
    makeKeys("The shop's cameras, or video files of them", {
      kind: Type.Literal("cameras"),
      file: makeText("File of the cameras, as saunter watch takes it", "path"),
      plates: Type.Optional(
        makeText(
          "With video files: folder of the recording of the same shop's shelves at the same time; left out: people are seen, and carts stay empty",
          "path",
        ),
      ),
    }),
    SENSORS,
  ],
  { description: "Source of the readings of shelves and trackers" },
);

const FLOOR = makeKeys("The floor; left out: the source brings its own", {
  entrance: { ...ZONE, description: "Where people enter, metres" },
  exit: { ...ZONE, description: "Where people leave, metres" },
  gates: makeList("Gates", GATE, CONFIG_LIMITS.gatesMax, { minItems: 1 }),
});

const SHARE = (description: string, value: number) =>
  Type.Number({ description, minimum: 0, maximum: 1, default: value });

const VARIABLE_CODE = makeKeys("Labels of one form: prefix, item, value, check digit", {
  prefix: makeDigits("First digits: 02, or 2 with what follows it", "code-prefix"),
  itemDigits: makeWhole("Digits of the plu or itemNumber, or of a voucher's number", 1, 6),
  valueDigits: makeWhole("Digits of the value", 4, 6),
  value: makeChoice("What the value is; voucher: an amount that staff pay out", [
    "weight-g",
    "price-minor",
    "count",
    "voucher",
  ]),
  step: makeWhole("Grams, minor units of money or units that a value of 1 stands for", 1, 1000, {
    default: CONFIG_DEFAULTS.variableCodes.step,
  }),
  valueCheckDigit: makeChoice(
    "Whether a check digit of its own stands before the value: checked, or skipped where scales put anything there",
    ["none", "checked", "skipped"],
    { default: CONFIG_DEFAULTS.variableCodes.valueCheckDigit },
  ),
});

const SMART_CARTS = makeKeys("Smart carts; left out: the shop has none", {
  lanes: makeList(
    "Lanes at which carts leave",
    makeKeys("A lane", {
      id: makeText("Short name, as carts report it", "id"),
      name: makeName("Name on screens"),
      zone: Type.Optional({
        ...ZONE,
        description: "Where a cart that knows its position is at the lane; left out: carts say so",
      }),
      scaleErrorG: Type.Optional(
        makeWhole(
          "Largest error of its floor scale, grams; left out: it has none",
          1,
          CONFIG_LIMITS.cartGMax,
        ),
      ),
    }),
    CONFIG_LIMITS.gatesMax,
    { minItems: 1 },
  ),
  silentMin: makeWhole("Minutes without a word of a cart, until staff are alerted", 1, 1440, {
    default: CONFIG_DEFAULTS.smartCarts.silentMin,
  }),
  abandonedMin: makeWhole(
    "Minutes without a word of a cart, until its trip ends and is reviewed",
    1,
    1440,
    { default: CONFIG_DEFAULTS.smartCarts.abandonedMin },
  ),
  zone: Type.Optional({
    ...ZONE,
    description:
      "Where carts may be, metres: one that knows its position and leaves it raises an alert; left out: anywhere",
  }),
  emptyCartG: makeWhole(
    "What an empty cart weighs on a lane's floor scale, grams",
    0,
    CONFIG_LIMITS.cartGMax,
    { default: CONFIG_DEFAULTS.smartCarts.emptyCartG },
  ),
  glanceCostShare: SHARE(
    "What it costs that staff glance at a cart, as a share of the average price of a product",
    CONFIG_DEFAULTS.smartCarts.glanceCostShare,
  ),
  labels: Type.Optional(
    makeChoice("Country whose numbers the labels of the shop's scales have", VARIABLE_CODE_PRESETS),
  ),
  variableCodes: makeList(
    "Labels of the shop's scales of other forms; the first that fits counts, before those of labels",
    VARIABLE_CODE,
    20,
    { default: [] },
  ),
  spotCheckShare: SHARE(
    "Share of all trips that staff glance at, drawn by the shop",
    CONFIG_DEFAULTS.smartCarts.spotCheckShare,
  ),
});

const CHAIN = makeKeys(
  "The chain that the shop belongs to, which gets all its events; left out: the shop is on its own",
  {
    server: makeText(
      "NATS server: the shop's own leaf node, or one of the chain's hub, such as nats://127.0.0.1:4222",
      "nats-url",
    ),
    shard: makeWhole(
      "Which of the hub's streams takes the shop's events, as the chain says",
      0,
      CONFIG_LIMITS.shardsMax - 1,
      { default: 0 },
    ),
    credentialsEnv: Type.Optional(
      makeSecret(
        "The shop's credentials for the hub, as the chain gave them: the text of a .creds file; left out: the leaf node has them",
      ),
    ),
    reviewers: Type.Boolean({
      description:
        "Whether reviewers of the chain decide reviews of the shop, and see their evidence",
      default: false,
    }),
    releaseKey: Type.Optional(
      makeText(
        "Key of those who make releases, as `saunter-chain release new-key` prints it: `saunter supervise` installs what they have signed; left out: releases are installed by hand",
        "release-key",
      ),
    ),
  },
);

const FISCAL = makeKeys(
  "The device that signs receipts, where a country's law wants one; left out: receipts are not signed",
  {
    url: makeText("Address of the device's adapter, such as http://127.0.0.1:8090", "web-url"),
    secretEnv: Type.Optional(
      makeSecret("What the adapter is asked with, as a bearer token; left out: nothing"),
    ),
  },
);

const PLATES = Type.Union(
  [
    makeDigits("Such as 3-5", "plates"),
    makeList(
      "Numbers of plates",
      makeWhole("A plate", 1, CONFIG_LIMITS.platesMax),
      CONFIG_LIMITS.platesMax,
      { minItems: 1 },
    ),
  ],
  { description: "Plates that hold it, such as 3-5 or [3, 4, 5]" },
);

const BOARD_CELL = makeKeys("A load cell under a board", {
  channel: makeWhole(
    "Where its readings are, as a plate's are at its number",
    1,
    CONFIG_LIMITS.platesMax,
  ),
  alongM: makeMetres("Its distance from the left end of the board", 0, 50),
});

const BOARD = makeKeys("A board on load cells", {
  shelf: makeWhole("Number of the shelf, 1 the lowest", 1, CONFIG_LIMITS.shelvesMax),
  plates: {
    ...PLATES,
    description: "Places on it that the planogram names, such as 1-12; none has a scale of its own",
  },
  cells: makeList(
    "Its load cells: one measures the weight, several also where it lies",
    BOARD_CELL,
    CONFIG_LIMITS.boardCellsMax,
    { minItems: 1 },
  ),
});

const SHELF = makeKeys("A shelf", {
  shelf: makeWhole("Number of the shelf, 1 the lowest", 1, CONFIG_LIMITS.shelvesMax),
  plates: makeWhole("Plates on it", 1, CONFIG_LIMITS.platesMax),
  plateWidthM: makeMetres("Width of one of them", 0.02, 5),
});

const GONDOLA = makeKeys("A gondola", {
  id: makeWhole("Number of the gondola, as its readings say", 1, 100_000),
  x: makeMetres("x of its front left corner, as seen from before it", -HALL_M, HALL_M),
  y: makeMetres("y of that corner", -HALL_M, HALL_M),
  yawDeg: Type.Number({
    description: "Its rotation, counter-clockwise; at 0 its depth is along +y",
    minimum: -360,
    maximum: 360,
    default: 0,
  }),
  depthM: makeMetres("Depth of its boards", 0.05, 5),
  plateWidthM: makeMetres("Width of one plate", 0.02, 5),
  plates: makeWhole("Plates on each board, counted from 1 at the left", 1, CONFIG_LIMITS.platesMax),
  shelfHeightsM: makeList(
    "Height of each board above the floor; shelf 1, the lowest, first",
    makeMetres("Height", 0, 10),
    CONFIG_LIMITS.shelvesMax,
    { minItems: 1 },
  ),
  kind: makeChoice(
    "What it is built as: hooks swing, and a fridge has a door; a platform is a scale for a stack",
    [...FIXTURE_KINDS],
    { default: CONFIG_DEFAULTS.fixtures.kind },
  ),
  settledMs: Type.Optional(
    makeWhole(
      "How long a weight must stay flat to count, ms; left out: 1200 for hooks, 500 for all others",
      200,
      3000,
    ),
  ),
  shelves: makeList(
    "Shelves that are divided otherwise, into other plates or places",
    SHELF,
    CONFIG_LIMITS.shelvesMax,
    { default: [] },
  ),
  boards: makeList(
    "Boards on load cells; every other plate has a scale of its own",
    BOARD,
    CONFIG_LIMITS.boardsMax,
    { default: [] },
  ),
});

/** A row of the planogram, in the configuration or in a file of its own. */
export const PLANOGRAM_ROW = makeKeys("A product and its plates", {
  gondola: makeWhole("Number of the gondola", 1, 100_000),
  shelf: makeWhole("Number of the board, 1 the lowest", 1, CONFIG_LIMITS.shelvesMax),
  plates: PLATES,
  gtin: makeDigits("Which product", "gtin"),
});

const PRICE = {
  price: makeDigits("Price of a unit, or of a kilogram", "amount"),
  memberPrice: Type.Optional(makeDigits("Price for members, if lower", "amount")),
};

const NUTRIENT = (description: string, maximum: number) =>
  Type.Optional(Type.Number({ description, minimum: 0, maximum }));

const NUTRITION = {
  energyKj: NUTRIENT("Energy, kJ", 4000),
  fatG: NUTRIENT("Fat, g", 100),
  saturatesG: NUTRIENT("Of which saturates, g", 100),
  carbohydrateG: NUTRIENT("Carbohydrate, g", 100),
  sugarsG: NUTRIENT("Of which sugars, g", 100),
  fibreG: NUTRIENT("Fibre, g", 100),
  proteinG: NUTRIENT("Protein, g", 100),
  saltG: NUTRIENT("Salt, g", 100),
} satisfies Record<(typeof NUTRIENTS)[number], unknown>;

/** A product of the catalogue, in the configuration or in a file of its own. */
export const PRODUCT = makeKeys("A product", {
  gtin: makeDigits("Number under its barcode", "gtin"),
  name: makeName("Name on the receipt"),
  weightG: Type.Optional(
    Type.Number({
      description:
        "Weight of a unit, packaging included; shelves and smart carts tell products apart by it",
      exclusiveMinimum: 0,
      maximum: 100_000,
    }),
  ),
  priceOf: Type.Optional(
    makeChoice(
      "What the price is of; left out: a unit. Goods by the kilogram are sold by smart carts with a certified scale, and stand on no shelf of the planogram",
      ["unit", "kilogram"],
    ),
  ),
  plu: Type.Optional(
    makeDigits("Number that shoppers type, such as the IFPS's 4011 for bananas", "goods-number"),
  ),
  itemNumber: Type.Optional(
    makeDigits("Number on labels of the shop's scales, if it is not the plu", "goods-number"),
  ),
  tareG: Type.Optional(
    makeWhole("Weight of the bag, g, which is taken off what the scale shows", 1, 1000),
  ),
  ...PRICE,
  ...VALIDITY,
  morePrices: Type.Optional(
    makeList(
      "Prices of other times; of those that hold at once the one that began last counts",
      makeKeys("A price", { ...PRICE, ...VALIDITY }),
      CONFIG_LIMITS.pricesMax,
    ),
  ),
  taxCategory: Type.Optional(
    makeText("Category of tax, one of the jurisdiction's; left out: tax.defaultCategory", "id"),
  ),
  category: Type.Optional(makeText("Kind of goods, for offers on a whole kind: dairy", "id")),
  deposit: Type.Optional(
    makeKeys("Deposit on the container", {
      name: makeName("Name on the receipt"),
      amount: makeDigits("Amount for a unit", "positive-amount"),
      taxCategory: Type.Optional(makeText("Category of tax; left out: the product's", "id")),
    }),
  ),
  allergens: Type.Optional(
    makeText("Codes of GS1's allergen list for the EU's fourteen, such as AM, AW", "allergens"),
  ),
  diets: Type.Optional(makeText(`Of ${DIETS.join(", ")}, such as VEGAN, ORGANIC`, "diets")),
  nutriScore: Type.Optional(makeChoice("Nutri-Score", NUTRI_SCORES)),
  nutrition: Type.Optional(makeKeys("Nutrition of 100 g, or of 100 ml", NUTRITION)),
  ageMin: Type.Optional(makeWhole("Years of age that a shopper has to have", 1, 99)),
  lowStockAt: Type.Optional(
    makeWhole("Low-stock level, units: an alert asks staff to refill", 0, 100_000),
  ),
});

const FILE_REFERENCE = makeKeys("A file of its own", {
  file: makeText("In place of the list, the path of a file that holds it, see below", "path"),
});

const OFFER_TERMS = {
  id: makeText("Short name of the offer", "id"),
  name: makeName("Name on the receipt"),
  gtins: Type.Optional(
    makeList(
      "Products that it is for",
      makeDigits("A product", "gtin"),
      CONFIG_LIMITS.offerProductsMax,
      { minItems: 1 },
    ),
  ),
  categories: Type.Optional(
    makeList("Kinds of goods that it is for", makeText("A kind", "id"), 100, { minItems: 1 }),
  ),
  ...VALIDITY,
  membersOnly: Type.Boolean({
    description: "Whether it is for members only",
    default: CONFIG_DEFAULTS.offers.membersOnly,
  }),
};

/** An offer. */
export const OFFER = Type.Union(
  [
    makeKeys("So many for a fixed amount, mixed as one likes", {
      kind: Type.Literal("multibuy"),
      ...OFFER_TERMS,
      quantity: makeWhole("How many units", 2, OFFER_QUANTITY_MAX),
      price: makeDigits("Price of them together", "amount"),
    }),
    makeKeys("Units of which the cheapest is free", {
      kind: Type.Literal("cheapest-free"),
      ...OFFER_TERMS,
      quantity: makeWhole("How many units, the free one included: 3 is three for two", 2, 100),
    }),
    makeKeys("A share off each unit", {
      kind: Type.Literal("percentage"),
      ...OFFER_TERMS,
      percent: makeDigits("Per cent off, such as 20", "percent"),
    }),
  ],
  { description: "An offer" },
);

const TAX_LAYER = makeKeys("Tax of one authority", {
  name: makeName("The authority: State, County, City"),
  rate: makeDigits("Its rate, such as 0.0625", "rate"),
  exceptions: makeList(
    "Categories with another rate",
    makeKeys("An exception", {
      category: makeText("Category of tax", "id"),
      rate: makeDigits("Rate of it, 0 where it is exempt", "rate"),
    }),
    100,
    { default: [] },
  ),
});

const TAX_TABLE = makeKeys("Sales tax at the shop's address, for jurisdiction US", {
  name: makeName("Place, such as Springfield, Illinois"),
  roundingLevel: makeChoice("Whether tax is rounded on each line or on the whole receipt", [
    "line",
    "receipt",
  ]),
  categories: makeList(
    "Categories of tax",
    makeKeys("A category", {
      id: makeText("Short name, as products say", "id"),
      label: makeName("What the receipt says"),
    }),
    100,
    { minItems: 1 },
  ),
  periods: makeList(
    "Rates over time",
    makeKeys("Rates while they hold", {
      ...VALIDITY,
      layers: makeList("Authorities, whose rates add up", TAX_LAYER, 20, { minItems: 1 }),
    }),
    100,
    { minItems: 1 },
  ),
});

const VAT_TABLE = makeKeys(
  "Value added tax of a country that is not ready to use, for jurisdiction VAT",
  {
    country: makeText("Short name of the country, such as AT", "id"),
    name: makeName("The country, such as Austria"),
    pricesIncludeTax: Type.Boolean({
      description: "Whether prices include tax, as for consumers in the EU",
      default: true,
    }),
    roundingLevel: makeChoice("What is summed before tax is rounded", [...ROUNDING_LEVELS]),
    roundingMode: makeChoice("How tax is rounded", [...ROUNDING_MODES]),
    categories: makeList(
      "Categories of tax",
      makeKeys("A category", {
        id: makeText("Short name, as products say", "id"),
        rates: makeList(
          "Its rates over time",
          makeKeys("A rate while it holds", {
            rate: makeDigits("The rate, such as 0.2", "rate"),
            label: makeName("What the receipt says"),
            ...VALIDITY,
          }),
          100,
          { minItems: 1 },
        ),
      }),
      100,
      { minItems: 1 },
    ),
  },
);

const TAX = makeKeys("Tax on what is sold", {
  jurisdiction: makeText(
    "Where the shop is taxed: UK, DE, FR, IE, NL, ES, IT, JP, KW, US with a table, or VAT with rates",
    "id",
  ),
  defaultCategory: Type.Optional(
    makeText("Category of products that name none; left out: standard, where there is one", "id"),
  ),
  table: Type.Optional(TAX_TABLE),
  vat: Type.Optional(VAT_TABLE),
});

const ENTRY_METHODS = makeKeys(
  "Entry methods; staff can always admit somebody",
  {
    qr: Type.Optional(
      makeKeys("A code on the shopper's phone that changes every 15 seconds", {
        signingKeyEnv: Type.Optional(
          makeSecret("Private key (PEM, Ed25519); left out: made and kept in the data folder"),
        ),
      }),
    ),
    card: Type.Optional(
      makeKeys("A bank card at the gate", {
        terminal: makeChoice(
          "Its card terminal: simulated, one behind an HTTP adapter, or the gates' card readers at Stripe",
          ["simulator", "http", "stripe"],
        ),
        url: Type.Optional(makeText("Address of the adapter, for the http terminal", "web-url")),
        secretEnv: Type.Optional(
          makeSecret(
            "Key that the shop sends to the adapter, 16 characters or more, for the http terminal",
          ),
        ),
      }),
    ),
    badge: Type.Optional(
      makeKeys("A badge of staff, a hospital or a campus", {
        hashKeyEnv: makeSecret("Key for hashing badge numbers, 32 characters or more"),
      }),
    ),
    passkey: Type.Optional(
      makeKeys("A passkey on the shopper's own device", {
        rpId: makeText("Domain that passkeys belong to; never changed later", "domain"),
        origin: makeText("Address of the shopper's page", "origin"),
      }),
    ),
  },
  { default: {} },
);

const ENTRY = makeKeys(
  "Entry: who is admitted, and how",
  {
    methods: ENTRY_METHODS,
    partyMax: makeWhole("People admitted on one entry at most", 1, CONFIG_LIMITS.partyMax, {
      default: CONFIG_DEFAULTS.entry.partyMax,
    }),
    bindWithinMs: makeWhole(
      "Time to enter, ms: people who go through a gate within it count as the party that opened it",
      1000,
      300_000,
      { default: CONFIG_DEFAULTS.entry.bindWithinMs },
    ),
    barDebtors: Type.Boolean({
      description: "Whether shoppers with a debt are refused until they pay",
      default: CONFIG_DEFAULTS.entry.barDebtors,
    }),
    hold: Type.Optional(
      makeKeys("An amount held on the card at entry; left out: none", {
        amount: makeDigits("How much", "positive-amount"),
        releaseText: Type.String({
          description:
            "What the gate tells shoppers about the hold: how much, and when it is released",
          format: "line",
          maxLength: CONFIG_LIMITS.releaseTextCharsMax,
        }),
        releaseTexts: makeList(
          "The same in other languages; shoppers with any other language see the shop's",
          makeKeys("A language", {
            language: makeText("Language, with a region or without, such as de", "locale"),
            text: Type.String({
              description: "The gate's text in that language",
              format: "line",
              maxLength: CONFIG_LIMITS.releaseTextCharsMax,
            }),
          }),
          CONFIG_LIMITS.releaseTextsMax,
          { default: CONFIG_DEFAULTS.entry.releaseTexts },
        ),
      }),
    ),
    offline: makeKeys(
      "While there is no network",
      {
        admit: makeChoice(
          "Who is admitted: all, known shoppers (whose card has paid here before, or whose account is the shop's own), or none",
          ["all", "known", "none"],
          {
            default: CONFIG_DEFAULTS.entry.offline.admit,
          },
        ),
        limit: Type.Optional(
          makeDigits(
            "Debt from which a card is not admitted while the payment provider is offline, over all accounts that it is saved with; a visit that goes on counts with the amount of its hold; left out: the amount of the hold",
            "positive-amount",
          ),
        ),
      },
      { default: {} },
    ),
  },
  { default: {} },
);

const ACCOUNT = makeKeys("An account of the shop's own", {
  id: makeText("Short name of the account", "id"),
  name: makeName("Name on receipts"),
  kind: makeChoice("Who settles it", ["payroll", "cost-centre"]),
  limit: makeDigits(
    "What may be spent in a period; all of a payment counts in the one in which it was first asked for, at entry",
    "positive-amount",
  ),
  period: makeChoice(
    "When the limit starts again on the shop's own clock: at midnight, on Mondays, on the first of the month",
    ["day", "week", "month"],
  ),
});

const PAYMENT = makeKeys("How shoppers pay", {
  gateway: Type.Union(
    [
      makeKeys("Cards through Stripe", {
        kind: Type.Literal("stripe"),
        secretKeyEnv: makeSecret("Secret key of the Stripe account"),
        webhookSecretEnv: makeSecret("Signing secret of the webhook"),
        canRaiseHolds: Type.Boolean({
          description:
            "Whether the Stripe account has incremental authorization: a hold that is too small is then increased; otherwise the rest is charged separately",
          default: CONFIG_DEFAULTS.payment.canRaiseHolds,
        }),
        publishableKey: Type.Optional(
          makeText(
            "Publishable key of the Stripe account, with which shoppers sign up; left out, they cannot",
            "stripe-publishable-key",
          ),
        ),
        baseUrl: Type.Optional(makeText("Where to call instead of Stripe, for tests", "web-url")),
      }),
      makeKeys("Cards of a simulated provider: no money moves", {
        kind: Type.Literal("simulator"),
      }),
      makeKeys("Nothing is charged", { kind: Type.Literal("none") }),
    ],
    {
      description:
        "Who moves the money; in a currency of three decimals Stripe takes steps of ten minor units alone, and totals are rounded down to them",
    },
  ),
  accounts: makeList("Accounts of the shop's own", ACCOUNT, CONFIG_LIMITS.accountsMax, {
    default: [],
  }),
  debtRetryHours: makeList(
    "Hours after a failed charge at which it is tried again, ascending",
    Type.Number({ description: "Hours", exclusiveMinimum: 0, maximum: 24 * 90 }),
    CONFIG_LIMITS.debtRetriesMax,
    { default: [...CONFIG_DEFAULTS.payment.debtRetryHours] },
  ),
});

const WITHOUT_REVIEW = makeKeys(
  "What is settled in the shopper's favour though no person reviewed it, per payer and per payment instrument. Beyond it, a person has to decide, and staff are alerted",
  {
    refundMax: Type.Optional(
      makeDigits(
        "Largest refund of a dispute that nobody reviewed in time; left out: 20, or 2000 in a currency without decimals",
        "amount",
      ),
    ),
    refundsSumMax: Type.Optional(
      makeDigits(
        "Sum of all refunds without a review in the days below; left out: 50, or 5000 in a currency without decimals",
        "amount",
      ),
    ),
    refundsMax: makeWhole("Number of refunds without a review in these days", 0, 1000, {
      default: CONFIG_DEFAULTS.policies.withoutReview.refundsMax,
    }),
    visitsMax: makeWhole(
      "Number of visits in these days whose receipt is settled because nobody reviewed it in time",
      0,
      1000,
      { default: CONFIG_DEFAULTS.policies.withoutReview.visitsMax },
    ),
    days: makeWhole(
      "Days in which they are counted: any days in a row, not a calendar month",
      1,
      365,
      {
        default: CONFIG_DEFAULTS.policies.withoutReview.days,
      },
    ),
    decideHours: makeWhole(
      "Hours in which a person decides on the rest, as the receipt says",
      1,
      720,
      {
        default: CONFIG_DEFAULTS.policies.withoutReview.decideHours,
      },
    ),
  },
  { default: {} },
);

const VELOCITY = makeKeys(
  "What is unusually often within 24 hours: staff are alerted, and more sign-ups are refused until there is room again",
  {
    disputesPerDay: makeWhole(
      "Disputes of one payer or payment instrument at which staff are alerted",
      1,
      10_000,
      { default: CONFIG_DEFAULTS.policies.velocity.disputesPerDay },
    ),
    refundsPerDay: makeWhole(
      "Disputes of one payer or payment instrument that were refunded, at which staff are alerted",
      1,
      10_000,
      { default: CONFIG_DEFAULTS.policies.velocity.refundsPerDay },
    ),
    signUpsPerAddress: makeWhole(
      "Sign-ups from one network address; all phones on the shop's own Wi-Fi may share one",
      1,
      1_000_000,
      { default: CONFIG_DEFAULTS.policies.velocity.signUpsPerAddress },
    ),
    signUpsPerCard: makeWhole("Sign-ups with one card", 1, 10_000, {
      default: CONFIG_DEFAULTS.policies.velocity.signUpsPerCard,
    }),
  },
  { default: {} },
);

const CASH_FLOAT = makeKeys(
  "Cash that the till’s drawer should hold: staff are alerted beyond it, once the drawer has been counted",
  {
    low: Type.Optional(
      makeDigits("Less is too little change; left out: staff are not alerted", "amount"),
    ),
    high: Type.Optional(
      makeDigits("More should not be kept in a drawer; left out: staff are not alerted", "amount"),
    ),
  },
  { default: {} },
);

const POLICIES = makeKeys(
  "What the shop promises",
  {
    reviewWithinMin: makeWhole(
      "Minutes until a review that nobody decided is settled in the shopper's favour",
      1,
      24 * 60,
      { default: CONFIG_DEFAULTS.policies.reviewWithinMin },
    ),
    finalWithinMs: makeWhole(
      "Time after an exit, ms, until a receipt that the engine has not completed goes to review",
      0,
      600_000,
      {
        default: CONFIG_DEFAULTS.policies.finalWithinMs,
      },
    ),
    autoRefundMax: Type.Optional(
      makeDigits("A disputed line up to this is refunded at once; left out: none is", "amount"),
    ),
    clerkRefundMax: Type.Optional(
      makeDigits(
        "A clerk, or another system, refunds up to this at once; left out: 20 whole units of the currency",
        "amount",
      ),
    ),
    clerkRefundsDayMax: Type.Optional(
      makeDigits(
        "All that one clerk refunds in 24 hours; left out: 100 whole units of the currency",
        "amount",
      ),
    ),
    cashFloat: CASH_FLOAT,
    withoutReview: WITHOUT_REVIEW,
    velocity: VELOCITY,
    disputeDays: makeWhole("Days in which a line can be disputed", 1, 365, {
      default: CONFIG_DEFAULTS.policies.disputeDays,
    }),
    contestDays: Type.Optional(
      makeWhole("The former name of `disputeDays`", 1, 365, { deprecated: true }),
    ),
    evidenceKeepDays: makeWhole(
      "Days after the exit that evidence is kept, until the last line that can be disputed is reviewed",
      1,
      400,
      { default: CONFIG_DEFAULTS.policies.evidenceKeepDays },
    ),
    addressKeepDays: makeWhole(
      "Days that the audit log keeps from which network address something was done, and to which badge; who did what stays in the journal",
      1,
      3650,
      { default: CONFIG_DEFAULTS.policies.addressKeepDays },
    ),
    positionsKept: makeChoice(
      "The seconds of positions around a pick: kept only where it is uncertain, until it is reviewed, or of each while its line can be disputed; `contest` is the former name of `dispute`",
      ["review", "dispute", "contest"],
      { default: CONFIG_DEFAULTS.policies.positionsKept },
    ),
    clips: makeChoice(
      "The seconds before cameras around a pick, with people blurred but for hands: kept of none, or of uncertain ones until they are reviewed",
      ["off", "doubtful"],
      { default: CONFIG_DEFAULTS.policies.clips },
    ),
    acceptProbability: Type.Optional(
      Type.Number({
        description:
          "A receipt less sure than this is reviewed; left out: what the engine has learned",
        exclusiveMinimum: 0,
        maximum: 1,
      }),
    ),
    ageCheck: makeChoice(
      "Age-restricted products: staff is called, or the shop checks at its door itself",
      ["staff", "off"],
      { default: CONFIG_DEFAULTS.policies.ageCheck },
    ),
    secondFactor: makeChoice(
      "A code of an authenticator app, beside the password: for users who want one; operators without a passkey are asked to set one up, and may postpone it; required of operators, or of all who have a password. A demonstration asks nobody",
      ["optional", "asked", "operators", "all"],
      { default: CONFIG_DEFAULTS.policies.secondFactor },
    ),
  },
  { default: {} },
);

const MAIL = makeKeys("Receipts by mail; left out: none are sent", {
  from: makeText("Sender: an address, or a name and the address in angle brackets", "mail-address"),
  smtp: makeKeys("Server that takes the mail", {
    host: makeText("Name of the server", "host"),
    port: makeWhole("Its port", 1, 65_535, { default: CONFIG_DEFAULTS.mail.port }),
    security: makeChoice("How the line is kept private", ["starttls", "tls", "none"], {
      default: CONFIG_DEFAULTS.mail.security,
    }),
    userEnv: Type.Optional(makeSecret("User to sign in as")),
    passwordEnv: Type.Optional(makeSecret("The user's password")),
  }),
});

const WEBHOOK = makeKeys("Where events are sent, signed", {
  url: makeText("Address; https, or this machine", "secure-url"),
  secretEnv: makeSecret("Secret that messages are signed with"),
  events: makeList(
    "Which events: names, receipt.* or *",
    makeText("Events", "event"),
    CONFIG_LIMITS.webhookEventsMax,
    { minItems: 1, default: [...CONFIG_DEFAULTS.webhooks.events] },
  ),
});

const HTTP = makeKeys(
  "Pages and API of the shop",
  {
    host: makeText("Address to listen on; 0.0.0.0 for all of the machine's", "host", {
      default: CONFIG_DEFAULTS.http.host,
    }),
    port: makeWhole("Port to listen on; 0 takes a free one", 0, 65_535, {
      default: CONFIG_DEFAULTS.http.port,
    }),
    publicUrl: Type.Optional(
      makeText("Address that shoppers see in links; left out: this machine's", "web-url"),
    ),
    trustedProxies: makeList(
      "Proxies before the shop that say who is asking (`X-Forwarded-For`); nobody else is believed",
      makeText("Address of a proxy, or network of several", "network"),
      CONFIG_LIMITS.trustedProxiesMax,
      { default: [] },
    ),
    connectionsPerAddressMax: makeWhole(
      "Connections that one address may have open at once, live views included; proxies may have more",
      10,
      100_000,
      { default: CONFIG_DEFAULTS.http.connectionsPerAddressMax },
    ),
  },
  { default: {} },
);

export const CONFIG_SCHEMA = makeKeys("A shop", {
  shop: SHOP,
  source: SOURCE,
  floor: Type.Optional(FLOOR),
  smartCarts: Type.Optional(SMART_CARTS),
  chain: Type.Optional(CHAIN),
  fiscal: Type.Optional(FISCAL),
  fixtures: Type.Optional(
    makeList("Gondolas; left out: the source brings its own", GONDOLA, CONFIG_LIMITS.gondolasMax, {
      minItems: 1,
    }),
  ),
  planogram: Type.Optional(
    Type.Union(
      [
        makeList("Rows", PLANOGRAM_ROW, CONFIG_LIMITS.planogramRowsMax, { minItems: 1 }),
        FILE_REFERENCE,
      ],
      { description: "Which product stands on which plates; left out: the source brings its own" },
    ),
  ),
  catalogue: Type.Optional(
    Type.Union(
      [makeList("Products", PRODUCT, CONFIG_LIMITS.productsMax, { minItems: 1 }), FILE_REFERENCE],
      { description: "What is sold; left out: the source brings its own" },
    ),
  ),
  pictures: Type.Optional(
    makeKeys("Pictures of what the catalogue has; left out: a product's letters stand for it", {
      folder: makeText(
        "Folder of product images named by GTIN, such as 5000112637922.jpg (.jpeg, .png, .webp or .avif), at most 2 MB each; read at the start and whenever products change",
        "path",
      ),
    }),
  ),
  offers: makeList(
    "What is cheaper together, or for a while; a unit is in one offer at most, the best for the shopper",
    OFFER,
    CONFIG_LIMITS.offersMax,
    { default: [] },
  ),
  tax: TAX,
  entry: ENTRY,
  payment: PAYMENT,
  policies: POLICIES,
  mail: Type.Optional(MAIL),
  webhooks: makeList("Systems that receive events", WEBHOOK, CONFIG_LIMITS.webhooksMax, {
    default: [],
  }),
  http: HTTP,
  data: makeKeys(
    "What the shop keeps",
    {
      folder: makeText("Folder of the shop's database and keys", "path", {
        default: CONFIG_DEFAULTS.data.folder,
      }),
    },
    { default: {} },
  ),
});

export type Settings = Static<typeof CONFIG_SCHEMA>;
export type ProductSettings = Static<typeof PRODUCT>;
export type PlanogramRowSettings = Static<typeof PLANOGRAM_ROW>;
export type OfferSettings = Static<typeof OFFER>;
export type GondolaSettings = Static<typeof GONDOLA>;
export type SecretSettings = string | { readonly file: string };
