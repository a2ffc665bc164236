import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFloorPlanOf } from "@saunter/sim/floor-plan";
import { afterAll, describe, expect, it } from "vitest";
import { CONFIG_DEFAULTS } from "./config-defaults.ts";
import {
  GOODS_LINES,
  LEAST_LINES,
  listProblems,
  loadGood,
  loadText,
  REST_LINES,
  SHOP_LINES,
} from "./config-fixture.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { formatProblem } from "./config-problem.ts";
import { loadConfig } from "./load-config.ts";

const WHOLE = LEAST_LINES + GOODS_LINES;
const EXAMPLE = fileURLToPath(new URL("../../../../examples/shop.yaml", import.meta.url));

describe("loadConfig", () => {
  it("loads the example", () => {
    const loaded = loadConfig(EXAMPLE, {});
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
    const { config, warnings } = loaded;
    expect(warnings).toEqual([]);
    expect(config.catalogue!.size).toBe(10);
    expect(config.offers.map(({ kind }) => kind)).toEqual([
      "multibuy",
      "cheapest-free",
      "percentage",
    ]);
    expect(config.entry.hold).toMatchObject({ amountMinor: 2000, releaseTexts: [] });
    expect(config.payment.accounts[0]).toMatchObject({ id: "canteen", limitMinor: 15_000 });
    // The shop can be simulated as it stands.
    expect(makeFloorPlanOf(config.shopModel!).gondolas).toMatchObject([
      { gondola: 1, x: 0, plateCount: 6, shelfHeightsM: [0.3, 0.75, 1.2] },
      { gondola: 2, x: 0.7, plateCount: 6, shelfHeightsM: [0.3, 0.75, 1.2] },
    ]);
  });

  it("fills in what is left out", () => {
    const config = loadGood(LEAST_LINES);
    const { entry, policies, http } = CONFIG_DEFAULTS;
    expect(config).toMatchObject({
      file: resolve("shop.yaml"),
      shop: { id: "corner", addressLines: ["1 Market Street"], vatNumber: null },
      source: { kind: "simulated", seed: 1, scenario: "busy", speed: 1, shoppersAtOnce: null },
      floor: null,
      shopModel: null,
      catalogue: null,
      lowStockAt: new Map(),
      offers: [],
      jurisdiction: { id: "GB" },
      defaultTaxCategory: "standard",
      entry: {
        qr: null,
        card: null,
        badge: null,
        passkey: null,
        hold: null,
        partyMax: entry.partyMax,
        offline: { admit: "known", limitMinor: null },
      },
      payment: { gateway: { kind: "none" }, accounts: [], debtRetryHours: [1, 6, 24, 72] },
      policies: {
        ...policies,
        autoRefundMaxMinor: null,
        acceptProbability: null,
        cashFloat: { lowMinor: null, highMinor: null },
        withoutReview: {
          refundMaxMinor: 2000,
          refundsSumMaxMinor: 5000,
          refundsMax: 3,
          visitsMax: 5,
          days: 30,
          decideHours: 72,
        },
      },
      mail: null,
      webhooks: [],
      http: { ...http, publicUrl: null, trustedProxies: [] },
      dataFolder: resolve("data"),
    });
  });

  it("reads the limits of the cash float in minor units, each by itself, the lower one below the other", () => {
    const policies = (text: string) => `${LEAST_LINES}\npolicies: { cashFloat: ${text} }\n`;
    const read = (text: string) => loadGood(policies(text)).policies.cashFloat;
    expect(read("{ low: 50, high: 400.5 }")).toEqual({ lowMinor: 5000, highMinor: 40_050 });
    expect(read("{ low: 50 }")).toEqual({ lowMinor: 5000, highMinor: null });
    expect(read("{ high: 50 }")).toEqual({ lowMinor: null, highMinor: 5000 });
    expect(listProblems(policies("{ low: 50, high: 50 }"))).toEqual([
      expect.stringMatching(
        /: policies\.cashFloat\.high: found 50; allowed: more than low, which is 50$/,
      ),
    ]);
  });

  it("reads what is settled without a review in minor units, and has amounts that fit the currency", () => {
    const read = (currency: string, policies = "") =>
      loadGood(LEAST_LINES.replace("currency: GBP", `currency: ${currency}`) + policies).policies
        .withoutReview;
    const given = "\npolicies: { withoutReview: { refundMax: 7.5, refundsSumMax: 9, days: 7 } }\n";
    expect(read("GBP", given)).toEqual({
      refundMaxMinor: 750,
      refundsSumMaxMinor: 900,
      refundsMax: 3,
      visitsMax: 5,
      days: 7,
      decideHours: 72,
    });
    expect(read("JPY")).toMatchObject({ refundMaxMinor: 2000, refundsSumMaxMinor: 5000 });
    expect(read("KWD")).toMatchObject({ refundMaxMinor: 20_000, refundsSumMaxMinor: 50_000 });
  });

  it("reads the catalogue in minor units and the shop's own time", () => {
    const config = loadGood(`${LEAST_LINES}
fixtures: [{ id: 1, x: 0, y: 0, depthM: 0.4, plateWidthM: 0.1, plates: 1, shelfHeightsM: [1] }]
planogram: [{ gondola: 1, shelf: 1, plates: 1, gtin: 0036000291452 }]
catalogue:
  - gtin: 036000291452
    name: Paper towels
    price: 2.5
    memberPrice: 2
    deposit: { name: Bag, amount: 0.10 }
    ageMin: 18
    lowStockAt: 3
    weightG: 100
    morePrices: [{ price: 1, from: 2026-07-01, until: 2026-07-08 }]
`);
    expect(config.catalogue!.get("036000291452")).toEqual({
      gtin: "036000291452",
      name: "Paper towels",
      taxCategory: "standard",
      prices: [
        { amountMinor: 250, memberAmountMinor: 200 },
        {
          amountMinor: 100,
          fromMs: Date.UTC(2026, 5, 30, 23),
          untilMs: Date.UTC(2026, 6, 7, 23),
        },
      ],
      deposit: { name: "Bag", amountMinor: 10, taxCategory: "standard" },
      ageMin: 18,
    });
    expect(config.lowStockAt.get("036000291452")).toBe(3);
    // The planogram writes the same product with a zero in front.
    expect(config.shopModel!.facings[0]!.barcode).toBe("036000291452");
    expect(config.shopModel!.products.get("036000291452")).toMatchObject({ price: 250 });
  });

  const withBoard = (board: string): string =>
    WHOLE.replace("shelfHeightsM: [0.3, 0.9] }", `shelfHeightsM: [0.3, 0.9], boards: [${board}] }`);

  it("makes boards on load cells", () => {
    const cells = "cells: [{ channel: 1, alongM: 0.02 }, { channel: 2, alongM: 0.38 }]";
    const { boards, facings } = loadGood(withBoard(`{ shelf: 1, plates: 1-4, ${cells} }`))
      .shopModel!;
    expect(boards).toEqual([
      {
        gondola: 1,
        shelf: 1,
        plates: [1, 2, 3, 4],
        cells: [
          { channel: 1, alongM: 0.02 },
          { channel: 2, alongM: 0.38 },
        ],
      },
    ]);
    expect(facings).toHaveLength(5);
    expect(loadGood(WHOLE).shopModel!.boards).toBeUndefined();
  });

  it.each([
    ["a shelf that is not there", "shelf: 3, plates: 1-4", "gondola 1 has no shelf 3"],
    ["plates that are not there", "shelf: 1, plates: 3-6", "gondola 1 has no plate 5"],
    ["a cell beside the board", "shelf: 1, plates: 1-3", "the board is 0.30 m wide"],
    ["a cell read as a plate", "shelf: 1, plates: 3-4", "plate 1 weighs by itself"],
  ])("finds a board of %s", (_, where, problem) => {
    const cells = "cells: [{ channel: 1, alongM: 0.02 }, { channel: 3, alongM: 0.38 }]";
    expect(listProblems(withBoard(`{ ${where}, ${cells} }`)).join("\n")).toContain(problem);
  });

  const withGondola = (keys: string): string =>
    WHOLE.replace("shelfHeightsM: [0.3, 0.9] }", `shelfHeightsM: [0.3, 0.9], ${keys} }`);

  it("divides shelves otherwise than their gondola, and knows what it is built as", () => {
    const { facings, fixtures } = loadGood(
      withGondola(
        "kind: hooks, settledMs: 900, shelves: [{ shelf: 2, plates: 2, plateWidthM: 0.2 }]",
      ),
    ).shopModel!;
    expect(fixtures).toEqual([
      { gondola: 1, kind: "hooks", settledMs: 900, pitches: [{ shelf: 2, plateWidthM: 0.2 }] },
    ]);
    const upper = facings.filter(({ gondola, shelf }) => gondola === 1 && shelf === 2);
    expect(upper.flatMap(({ plates }) => plates)).toEqual([1, 2]);
    expect(upper.reduce((sum, { place }) => sum + place!.widthM, 0)).toBeCloseTo(0.4);
    expect(loadGood(WHOLE).shopModel!.fixtures).toBeUndefined();
  });

  it.each([
    ["a shelf that is not there", "{ shelf: 3, plates: 2, plateWidthM: 0.2 }", "no shelf 3"],
    ["a shelf that is wider", "{ shelf: 2, plates: 3, plateWidthM: 0.2 }", "would be 0.60 m wide"],
    [
      "a shelf twice",
      "{ shelf: 2, plates: 2, plateWidthM: 0.2 }, { shelf: 2, plates: 4, plateWidthM: 0.1 }",
      "shelf 2 is given twice",
    ],
  ])("finds %s divided otherwise", (_, shelves, problem) => {
    expect(listProblems(withGondola(`shelves: [${shelves}]`)).join("\n")).toContain(problem);
  });

  it("makes facings of rows, and of plates without a product", () => {
    const { facings } = loadGood(WHOLE).shopModel!;
    expect(
      facings.map(({ gondola, shelf, plates, barcode }) => [gondola, shelf, plates, barcode]),
    ).toEqual([
      [1, 1, [1, 2], "5000001000011"],
      [1, 1, [3, 4], null],
      [1, 2, [1, 2, 3, 4], null],
      [2, 1, [1, 2], null],
      [2, 1, [3, 4], "5000001000028"],
    ]);
    const place = facings[4]!.place!;
    expect(place.x).toBeCloseTo(1, 12);
    expect(place.y).toBeCloseTo(0.2, 12);
    expect(place).toMatchObject({ z: 0.3, widthM: 0.2, depthM: 0.4, yawRad: Math.PI / 2 });
  });

  it("reads a row whose plates are apart as several facings", () => {
    const text = WHOLE.replace("plates: 1-2", 'plates: "1, 3-4"');
    const { facings } = loadGood(text).shopModel!;
    expect(facings.slice(0, 3).map(({ plates, barcode }) => [plates, barcode !== null])).toEqual([
      [[1], true],
      [[2], false],
      [[3, 4], true],
    ]);
  });

  it("reads offers, per cent as rates", () => {
    const config = loadGood(`${WHOLE}
offers:
  - { kind: percentage, id: a, name: A, gtins: [05000001000011], percent: 12.5, membersOnly: true }
  - { kind: cheapest-free, id: b, name: B, categories: [biscuits], quantity: 3, until: 2026-01-02 }
`);
    expect(config.offers).toEqual([
      {
        kind: "percentage",
        id: "a",
        name: "A",
        membersOnly: true,
        gtins: ["5000001000011"],
        rate: "0.125",
      },
      {
        kind: "cheapest-free",
        id: "b",
        name: "B",
        membersOnly: false,
        quantity: 3,
        categories: ["biscuits"],
        untilMs: Date.UTC(2026, 0, 2),
      },
    ]);
  });

  it("gives gates the zone of their direction", () => {
    const { floor } = loadGood(`${LEAST_LINES}
floor:
  entrance: { xMinM: 0, xMaxM: 1, yMinM: 0, yMaxM: 1 }
  exit: { cornersM: [[2, 0], [3, 0], [2, 1]] }
  gates:
    - { id: a, name: A, direction: both }
    - { id: b, name: B, direction: out }
    - { id: c, name: C, direction: in, zone: { xMinM: 5, xMaxM: 5.2, yMinM: 0, yMaxM: 1 } }
`);
    expect(floor!.gates.map(({ zone }) => zone[0]!.x)).toEqual([0, 2, 5]);
    expect(floor!.gates[1]!.zone).toBe(floor!.exit);
  });

  it("makes US sales tax from the retailer's table", () => {
    const text = LEAST_LINES.replace("currency: GBP", "currency: USD").replace(
      "tax: { jurisdiction: UK }",
      `tax:
  jurisdiction: US
  defaultCategory: general
  table:
    name: Springfield
    roundingLevel: line
    categories: [{ id: general, label: Sales tax }, { id: food, label: Food }]
    periods:
      - layers:
          - { name: State, rate: 0.0625, exceptions: [{ category: food, rate: 0.01 }] }
          - { name: City, rate: 0.0225 }`,
    );
    expect(loadGood(text).jurisdiction).toMatchObject({
      pricesIncludeTax: false,
      roundingLevel: "line",
      categories: {
        general: [{ rate: "0.085", label: "Sales tax" }],
        food: [{ rate: "0.0325", label: "Food" }],
      },
    });
  });

  it("makes the VAT of any country from the retailer's rates", () => {
    const text = LEAST_LINES.replace("currency: GBP", "currency: EUR").replace(
      "tax: { jurisdiction: UK }",
      `tax:
  jurisdiction: VAT
  vat:
    country: AT
    name: Austria
    roundingLevel: rate
    roundingMode: half-up
    categories:
      - { id: standard, rates: [{ rate: 0.2, label: USt 20 % }] }
      - id: reduced
        rates:
          - { rate: 0.1, label: USt 10 %, until: 2026-07-01 }
          - { rate: 0.049, label: "USt 4,9 %", from: 2026-07-01 }`,
    );
    const changeMs = Date.UTC(2026, 5, 30, 23);
    expect(loadGood(text).jurisdiction).toEqual({
      id: "AT",
      name: "Austria",
      pricesIncludeTax: true,
      roundingLevel: "rate",
      roundingMode: "half-up",
      categories: {
        standard: [{ rate: "0.2", label: "USt 20 %" }],
        reduced: [
          { rate: "0.1", label: "USt 10 %", untilMs: changeMs },
          { rate: "0.049", label: "USt 4,9 %", fromMs: changeMs },
        ],
      },
    });
  });

  it("finds secrets in the environment and in files, and shows them to nobody", () => {
    const text = `${SHOP_LINES}${REST_LINES.replace(
      "{ kind: none }",
      "{ kind: stripe, secretKeyEnv: KEY, webhookSecretEnv: { file: hook.txt } }",
    )}
entry: { methods: { badge: { hashKeyEnv: BADGE }, qr: { signingKeyEnv: KEY } } }
mail: { from: a@b.example, smtp: { host: c.example, userEnv: USER, passwordEnv: PASSWORD } }
webhooks: [{ url: "https://d.example", secretEnv: HOOK }]
`;
    const badge = "b".repeat(32);
    const environment = { KEY: "k-1", BADGE: badge, USER: "u-1", PASSWORD: "p-1", HOOK: "h-1" };
    const config = loadGood(text, { environment, files: { "hook.txt": "w-1\n" } });
    const { gateway } = config.payment;
    if (gateway.kind !== "stripe") throw new Error("the gateway is Stripe's");
    expect(gateway.secretKey.reveal()).toBe("k-1");
    expect(gateway.canRaiseHolds).toBe(false);
    expect(gateway.webhookSecret.reveal()).toBe("w-1");
    expect(config.entry.badge!.hashKey.reveal()).toBe(badge);
    expect(config.entry.qr!.signingKey!.source).toBe("environment variable KEY");
    expect(config.mail!.login!.password.reveal()).toBe("p-1");
    expect(config.webhooks[0]).toMatchObject({ events: ["*"] });
    expect(JSON.stringify(config)).not.toMatch(/[kwuph]-1|bbbb/);
  });

  it("takes a terminal behind an adapter, whose secret it shows to nobody", () => {
    const card = "card: { terminal: http, url: http://192.168.1.20:9000/present, secretEnv: CARD }";
    const text = `${LEAST_LINES}\nentry: { methods: { ${card} } }\n`;
    const config = loadGood(text, { environment: { CARD: "s".repeat(16) } });
    expect(config.entry.card).toMatchObject({
      terminal: "http",
      url: "http://192.168.1.20:9000/present",
    });
    expect(JSON.stringify(config)).not.toContain("ssss");
  });

  it.each([
    [
      "a simulated terminal where money is real",
      "card: { terminal: simulator }",
      "{ kind: stripe, secretKeyEnv: KEY, webhookSecretEnv: KEY }",
      "entry.methods.card.terminal: a simulated terminal's cards are none of Stripe's",
    ],
    [
      "an adapter without an address",
      "card: { terminal: http, secretEnv: KEY }",
      "{ kind: none }",
      "entry.methods.card.url: a terminal of http needs url and secretEnv",
    ],
    [
      "an adapter without a secret",
      'card: { terminal: http, url: "http://localhost:9000" }',
      "{ kind: none }",
      "entry.methods.card.secretEnv: a terminal of http needs url and secretEnv",
    ],
    [
      "an adapter with a short secret",
      'card: { terminal: http, url: "http://localhost:9000", secretEnv: SHORT }',
      "{ kind: none }",
      "allowed: at least 16 characters",
    ],
    [
      "an address of a simulated terminal",
      'card: { terminal: simulator, url: "http://localhost:9000" }',
      "{ kind: none }",
      "entry.methods.card.url: this is of a terminal of http alone",
    ],
  ])("refuses %s", (_, card, gateway, message) => {
    const least = LEAST_LINES.replace("{ kind: none }", gateway);
    expect(least).toContain(gateway);
    const environment = { KEY: "k".repeat(32), SHORT: "s".repeat(15) };
    const text = `${least}\nentry: { methods: { ${card} } }\n`;
    const words = listProblems(text, { environment });
    expect(words).toHaveLength(1);
    expect(words[0]).toContain(message);
  });

  it("raises holds where the file says that Stripe's account can", () => {
    const stripe =
      "{ kind: stripe, secretKeyEnv: KEY, webhookSecretEnv: KEY, canRaiseHolds: true }";
    const text = `${SHOP_LINES}${REST_LINES.replace("{ kind: none }", stripe)}`;
    const config = loadGood(text, { environment: { KEY: "k-1" } });
    expect(config.payment.gateway).toMatchObject({ canRaiseHolds: true });
  });

  const makePaid = (currency: string, gateway: string, hold = ""): string =>
    SHOP_LINES.replace("GBP", currency) +
    REST_LINES.replace("{ kind: none }", gateway).replace("UK", "KW") +
    hold;
  const STRIPE = "{ kind: stripe, secretKeyEnv: KEY, webhookSecretEnv: KEY }";
  const environment = { KEY: "k-1" };

  it.each(["ISK", "UGX"])(
    "refuses Stripe, and what stands for it, in %s on its line",
    (currency) => {
      for (const [kind, gateway] of [
        ["stripe", STRIPE],
        ["simulator", "{ kind: simulator }"],
      ] as const) {
        expect(listProblems(makePaid(currency, gateway), { environment })).toEqual([
          `shop.yaml:11:29: payment.gateway.kind: found ${kind}; Stripe takes ${currency} in other units than it has; allowed: none, or another shop.currency`,
        ]);
      }
      expect(listProblems(makePaid(currency, "{ kind: none }"))).toEqual([]);
    },
  );

  it("rounds totals down to what Stripe takes, and refuses holds that it does not take", () => {
    const stepOf = (currency: string, gateway: string): number | undefined =>
      loadGood(makePaid(currency, gateway), { environment }).jurisdiction.totalStepMinor;
    expect(stepOf("KWD", STRIPE)).toBe(10);
    expect(stepOf("KWD", "{ kind: simulator }")).toBe(10);
    expect(stepOf("KWD", "{ kind: none }")).toBeUndefined();
    expect(stepOf("GBP", STRIPE)).toBeUndefined();
    expect(stepOf("JPY", STRIPE)).toBeUndefined();
    const hold = (amount: string) =>
      makePaid("KWD", STRIPE, `entry: { hold: { amount: ${amount}, releaseText: soon } }\n`);
    expect(listProblems(hold("2.510"), { environment })).toEqual([]);
    expect(listProblems(hold("2.505"), { environment })).toEqual([
      "shop.yaml:12:26: entry.hold.amount: found 2.505; allowed: steps of 0.010, as Stripe takes no other amounts in KWD",
    ]);
  });

  it("tells all that is wrong with a file at once, in the order of its lines", () => {
    const text = `${SHOP_LINES.replace("name: Corner", "nam: Corner").replace("/London", "/Londn")}
source: { kind: simulate }
tax: { jurisdiction: XX }
payment: { gateway: { kind: none }, debtRetryHours: [6, 6] }
entry: { partyMax: 0 }
policies: { disputeDays: 40 }
`;
    expect(listProblems(text)).toEqual([
      "shop.yaml:2:3: shop.name: this key is missing; allowed: a line of text",
      expect.stringContaining("shop.yaml:3:3: shop.nam: this key is not known; allowed: id, name"),
      expect.stringContaining(
        'shop.yaml:6:13: shop.timeZone: found "Europe/Londn"; allowed: a time',
      ),
      expect.stringContaining('shop.yaml:10:17: source.kind: found "simulate"; allowed: simulated'),
      'shop.yaml:11:22: tax.jurisdiction: found "XX"; allowed: UK, GB, DE, FR, IE, NL, ES, IT, JP, KW, US, VAT',
      "shop.yaml:12:57: payment.debtRetryHours[1]: found 6; allowed: more than the one before it",
      'shop.yaml:13:20: entry.partyMax: found "0"; allowed: a whole number from 1 to 50',
      "shop.yaml:14:11: policies.evidenceKeepDays: found 31; allowed: at least 41: disputeDays plus two reviews",
    ]);
  });

  it("tells so many problems at most, and counts the others", () => {
    const { problemsMax } = CONFIG_LIMITS;
    const makeText = (count: number) =>
      LEAST_LINES + Array.from({ length: count }, (_, i) => `extra${i}: 1\n`).join("");
    expect(loadText(makeText(problemsMax))).toMatchObject({ ok: false, omittedCount: 0 });
    const loaded = loadText(makeText(problemsMax + 1));
    expect(loaded).toMatchObject({ ok: false, omittedCount: 1 });
    expect(!loaded.ok && loaded.problems.length).toBe(problemsMax);
  });

  it.each([
    ["", "shop.yaml:1:1: the file is empty; allowed: the keys shop, source, "],
    ["# nothing\n", "shop.yaml:1:1: the file is empty"],
    ["- a\n", "shop.yaml:1:1: found a list; allowed: the keys shop"],
    ["hello\n", "shop.yaml:1:1: found a text; allowed: the keys shop"],
    [`${LEAST_LINES}shop: {}\n`, "shop.yaml:12:1: shop: this key stands on line 1 already"],
    ["shop:\n\tid: x\n", "shop.yaml:2:1: lines are indented with spaces"],
  ])("says what is wrong with %j as a whole", (text, problem) => {
    expect(listProblems(text)).toEqual([expect.stringContaining(problem)]);
  });
});

/** What does not fit together: what is replaced in the whole configuration, and the problem. */
const CROSS_CHECKS: readonly (readonly [string, string, string, string])[] = [
  [
    "decimals of the currency",
    "2.49",
    "2.345",
    'catalogue[0].price: found "2.345"; allowed: an amount in GBP such as 2.50',
  ],
  ["a check digit", "- { gtin: 5000001000011", "- { gtin: 5000001000012", "comes 1"],
  [
    "a product twice",
    "- { gtin: 5000001000028",
    "- { gtin: 05000001000011",
    "shop.yaml:20:13: catalogue[1].gtin: 05000001000011 is given twice; first at shop.yaml:19",
  ],
  [
    "a product unknown",
    "[3, 4], gtin: 5000001000028",
    "[3, 4], gtin: 5000001000035",
    "shop.yaml:17:51: planogram[1].gtin: the catalogue has no product 5000001000035",
  ],
  [
    "a gondola unknown",
    "gondola: 2",
    "gondola: 3",
    "shop.yaml:17:16: planogram[1].gondola: there is no gondola 3; allowed: 1, 2",
  ],
  [
    "a gondola twice",
    "- { id: 2",
    "- { id: 1",
    "shop.yaml:14:11: fixtures[1].id: gondola 1 is given twice",
  ],
  [
    "a shelf unknown",
    "gondola: 2, shelf: 1",
    "gondola: 2, shelf: 2",
    "planogram[1].shelf: gondola 2 has no shelf 2; allowed: 1 to 1",
  ],
  [
    "a plate unknown",
    "[3, 4]",
    "[3, 5]",
    "planogram[1].plates: gondola 2 has no plate 5; allowed: 1 to 4",
  ],
  [
    "a plate twice in a row",
    "[3, 4]",
    "[3, 3]",
    "planogram[1].plates: found 3,3; allowed: each plate once",
  ],
  [
    "a plate used twice",
    "gondola: 2, shelf: 1, plates: [3, 4]",
    "gondola: 1, shelf: 1, plates: 2",
    "planogram[1].plates: plate 1/1/2 (gondola/shelf/plate) has a product already at shop.yaml:16",
  ],
  [
    "a tax category unknown",
    "category: biscuits",
    "taxCategory: zeroo",
    'catalogue[0].taxCategory: found "zeroo"; allowed: standard, reduced, zero, exempt; did you mean "zero"?',
  ],
  [
    "a deposit's tax category",
    "category: biscuits",
    "deposit: { name: B, amount: 0.1, taxCategory: x }",
    "catalogue[0].deposit.taxCategory: found",
  ],
  [
    "a member price above the price",
    "category: biscuits",
    "memberPrice: 2.50",
    "catalogue[0].memberPrice: found 2.50; allowed: at most the price, 2.49",
  ],
  [
    "a price that ends before it begins",
    "category: biscuits",
    "from: 2026-01-02, until: 2026-01-02",
    "catalogue[0].until: found 2026-01-02; allowed: a moment after 2026-01-02",
  ],
  [
    "two prices at just the same time",
    "category: biscuits",
    "morePrices: [{ price: 1 }]",
    "catalogue[0].morePrices[0].price: another price of this product holds at just this time",
  ],
  [
    "a default category unknown",
    "jurisdiction: UK",
    "jurisdiction: UK, defaultCategory: food",
    "tax.defaultCategory: found",
  ],
  [
    "a table for the UK",
    "jurisdiction: UK",
    "jurisdiction: UK, table: { name: A, roundingLevel: line, categories: [{ id: a, label: A }], periods: [{ layers: [{ name: A, rate: 0 }] }] }",
    "tax.table: a table is for the jurisdiction US alone",
  ],
  [
    "the US without a table",
    "jurisdiction: UK",
    "jurisdiction: US",
    "tax.table: the jurisdiction US needs a table",
  ],
  [
    "a table that is wrong",
    "jurisdiction: UK",
    "jurisdiction: US, table: { name: A, roundingLevel: line, categories: [{ id: a, label: A }], periods: [{ layers: [{ name: A, rate: 0.6 }, { name: B, rate: 0.6 }] }] }",
    "tax.table: tax jurisdiction US",
  ],
  [
    "rates for the UK",
    "jurisdiction: UK",
    "jurisdiction: UK, vat: { country: AT, name: A, roundingLevel: line, roundingMode: down, categories: [{ id: a, rates: [{ rate: 0, label: A }] }] }",
    "tax.vat: rates are for the jurisdiction VAT alone",
  ],
  [
    "VAT without rates",
    "jurisdiction: UK",
    "jurisdiction: VAT",
    "tax.vat: the jurisdiction VAT needs the country's rates",
  ],
  [
    "rates that contradict each other",
    "jurisdiction: UK",
    "jurisdiction: VAT, vat: { country: AT, name: A, roundingLevel: line, roundingMode: down, categories: [{ id: standard, rates: [{ rate: 0, label: A }, { rate: 0.1, label: B }] }] }",
    "tax.vat: tax jurisdiction AT: standard has two rates from the same instant",
  ],
  [
    "no category without a standard",
    "jurisdiction: UK",
    "jurisdiction: US, table: { name: A, roundingLevel: line, categories: [{ id: a, label: A }], periods: [{ layers: [{ name: A, rate: 0.06 }] }] }",
    "catalogue[0].taxCategory: this key is missing, and there is no tax.defaultCategory; allowed: a",
  ],
  [
    "sensors",
    "kind: simulated",
    "kind: sensors, transport: mqtt",
    "source.devices: this key is missing",
  ],
  [
    "a planogram without fixtures",
    "fixtures:",
    "fixtures:\nx:",
    "planogram: a planogram needs fixtures",
  ],
  [
    "a passkey of another domain",
    "payment:",
    "entry: { methods: { passkey: { rpId: a.example, origin: https://b.example } } }\npayment:",
    "entry.methods.passkey.rpId: found a.example; allowed: b.example",
  ],
  [
    "a short badge key",
    "payment:",
    "entry: { methods: { badge: { hashKeyEnv: SHORT } } }\npayment:",
    "the environment variable SHORT is too short; allowed: at least 32 characters",
  ],
  [
    "an empty secret",
    "{ kind: none }",
    "{ kind: stripe, secretKeyEnv: EMPTY, webhookSecretEnv: SHORT }",
    "payment.gateway.secretKeyEnv: the environment variable EMPTY is empty",
  ],
  [
    "a secret that is not set",
    "{ kind: none }",
    "{ kind: stripe, secretKeyEnv: NONE, webhookSecretEnv: SHORT }",
    "payment.gateway.secretKeyEnv: the environment variable NONE is not set",
  ],
  [
    "a secret's file",
    "{ kind: none }",
    "{ kind: stripe, secretKeyEnv: { file: no.txt }, webhookSecretEnv: SHORT }",
    "no.txt: there is no such file",
  ],
  [
    "a user without a password",
    "payment:",
    "mail: { from: a@b.example, smtp: { host: c, userEnv: SHORT } }\npayment:",
    "mail.smtp.passwordEnv: a user and a password come together",
  ],
  [
    "accounts twice",
    "{ kind: none }",
    "{ kind: none }, accounts: [{ id: a, name: A, kind: payroll, limit: 1, period: day }, { id: a, name: B, kind: payroll, limit: 1, period: day }]",
    "payment.accounts[1].id: a is given twice",
  ],
  [
    "a list in a file of no known kind",
    GOODS_LINES.slice(GOODS_LINES.indexOf("catalogue:")),
    "catalogue: { file: goods.xlsx }\n",
    'catalogue.file: found "goods.xlsx"; allowed: files in .csv, .json',
  ],
  [
    "a file that is not there",
    GOODS_LINES.slice(GOODS_LINES.indexOf("catalogue:")),
    "catalogue: { file: goods.csv }\n",
    "catalogue.file: goods.csv: there is no such file",
  ],
];

const ENVIRONMENT = { SHORT: "short", EMPTY: " " };

describe("checks across keys", () => {
  it.each(CROSS_CHECKS)("find %s", (_, part, other, problem) => {
    expect(WHOLE).toContain(part);
    const problems = listProblems(WHOLE.replace(part, other), { environment: ENVIRONMENT });
    expect(problems.join("\n")).toContain(problem);
  });

  it("find weights in kilograms, and positions in inches", () => {
    const light = WHOLE.replace("weightG: 320", "weightG: 0.32").replace(
      "weightG: 415",
      "weightG: 0.415",
    );
    expect(listProblems(light)).toEqual([
      expect.stringMatching(/: catalogue: The catalogue's weights are not grams/),
    ]);
    const wide = WHOLE.replaceAll("plateWidthM: 0.1", "plateWidthM: 3.9");
    expect(listProblems(wide)).toEqual([
      expect.stringMatching(/: fixtures: Shelf positions are not in metres/),
    ]);
  });

  it("pass on what they started from", () => {
    expect(listProblems(WHOLE)).toEqual([]);
  });

  it.each([
    [
      "gtins that are not sold",
      "gtins: [5000001000035]",
      "offers[0].gtins[0]: the catalogue has no",
    ],
    ["kinds that are not sold", "categories: [biscuit]", 'did you mean "biscuits"?'],
    ["nothing named", "until: 2026-01-01", "offers[0].gtins: an offer names products by gtins"],
  ])("find an offer of %s", (_, terms, problem) => {
    const offer = `offers: [{ kind: cheapest-free, id: a, name: A, quantity: 2, ${terms} }]\n`;
    expect(listProblems(WHOLE + offer)).toEqual([expect.stringContaining(problem)]);
  });

  it("find offers of one id", () => {
    const offer = "{ kind: percentage, id: a, name: A, categories: [biscuits], percent: 5 }";
    expect(listProblems(`${WHOLE}offers: [${offer}, ${offer}]\n`)).toEqual([
      expect.stringContaining("offers[1].id: a is given twice"),
    ]);
  });

  it.each([
    ["{ xMinM: 0, xMaxM: 0.19, yMinM: 0, yMaxM: 1 }", "floor.exit.xMaxM: found 0.19 with xMinM 0"],
    ["{ xMinM: 0, xMaxM: 1, yMinM: 1, yMaxM: 0 }", "floor.exit.yMaxM: found 0 with yMinM 1"],
    ["{ cornersM: [[0, 0], [1, 1], [1, 0], [0, 1]] }", "floor.exit: the sides of this shape cross"],
    ["{ cornersM: [[0, 0], [2, 0], [1, 0], [1, 1]] }", "floor.exit: the sides of this shape cross"],
    ["{ cornersM: [[0, 0], [1, 0], [1, 1], [0, 0]] }", "floor.exit: the sides of this shape cross"],
    ["{ cornersM: [[0, 0], [1, 0], [2, 0]] }", "floor.exit: this shape is smaller than 0.1"],
    ["{ cornersM: [[0, 0], [0.3, 0], [0, 0.3]] }", "floor.exit: this shape is smaller than 0.1"],
  ])("find that %s is no zone", (zone, problem) => {
    const makeText = (exit: string) => `${LEAST_LINES}
floor:
  entrance: { xMinM: 0.1, xMaxM: 0.3, yMinM: 0, yMaxM: 1 }
  exit: ${exit}
  gates: [{ id: a, name: A, direction: both }]
`;
    expect(listProblems(makeText(zone))).toEqual([expect.stringContaining(problem)]);
    expect(
      listProblems(makeText("{ cornersM: [[0, 0], [1, 0], [1, 1], [0.5, 0.5], [0, 1]] }")),
    ).toEqual([]);
  });

  it("find gates of one id, and a floor that nobody can leave", () => {
    const zone = "{ xMinM: 0, xMaxM: 1, yMinM: 0, yMaxM: 1 }";
    const gate = "{ id: a, name: A, direction: in }";
    const text = `${LEAST_LINES}floor: { entrance: ${zone}, exit: ${zone}, gates: [${gate}, ${gate}] }\n`;
    expect(listProblems(text)).toEqual([
      expect.stringContaining("floor.gates: no gate leads out"),
      expect.stringContaining("floor.gates[1].id: a is given twice"),
    ]);
  });

  it("count the plates of all gondolas", () => {
    const { platesMax, shelvesMax, platesTotalMax } = CONFIG_LIMITS;
    const heights = Array(shelvesMax).fill(1).join(", ");
    const gondolas = Math.floor(platesTotalMax / platesMax / shelvesMax) + 1;
    const lines = Array.from(
      { length: gondolas },
      (_, i) =>
        `  - { id: ${i + 3}, x: 0, y: 0, depthM: 1, plateWidthM: 0.1, plates: ${platesMax}, shelfHeightsM: [${heights}] }\n`,
    );
    expect(listProblems(WHOLE.replace("planogram:", `${lines.join("")}planogram:`))).toEqual([
      expect.stringContaining(`plates in all; allowed: at most ${platesTotalMax}`),
    ]);
  });

  it("find a simulated shop that has products and no shelves", () => {
    const catalogue = GOODS_LINES.slice(GOODS_LINES.indexOf("catalogue:"));
    expect(listProblems(LEAST_LINES + catalogue)).toEqual([
      expect.stringContaining("source.kind: a simulated shop has products of its own"),
    ]);
    const recorded = LEAST_LINES.replace("kind: simulated", "kind: recording, folder: day-1");
    const config = loadGood(recorded + catalogue);
    expect(config.source).toEqual({ kind: "recording", folder: resolve("day-1"), speed: 1 });
    expect(config.catalogue!.size).toBe(2);
    expect(config.shopModel).toBeNull();
  });

  it("find products of a source that have no category of tax", () => {
    const table =
      "{ name: A, roundingLevel: line, categories: [{ id: a, label: A }], periods: [{ layers: [{ name: A, rate: 0 }] }] }";
    const text = LEAST_LINES.replace("UK", `US, table: ${table}`);
    expect(listProblems(text)).toEqual([
      expect.stringContaining("tax.defaultCategory: the products of this source need a category"),
    ]);
  });

  it("do not follow up what is wrong already", () => {
    const text = WHOLE.replace("- { gtin: 5000001000011", "- { gtin: 5000001000012");
    expect(
      listProblems(
        `${text}offers: [{ kind: percentage, id: a, name: A, gtins: [5000001000011], percent: 5 }]\n`,
      ),
    ).toEqual([expect.stringContaining("catalogue[0].gtin")]);
  });

  it("warn of what is hardly meant", () => {
    const text = WHOLE.replace("weightG: 320", "ageMin: 18");
    const loaded = loadText(`${text}policies: { ageCheck: off }\n`);
    expect(loaded.ok).toBe(true);
    expect(loaded.warnings.map(formatProblem)).toEqual([
      expect.stringContaining(
        "catalogue[0].weightG: this product stands on a shelf and has no weight",
      ),
      expect.stringContaining("policies.ageCheck: 1 products have an age"),
    ]);
  });

  it("warn of passwords that go beyond the local network without TLS", () => {
    const listWarnings = (publicUrl: string): string[] =>
      loadText(`${WHOLE}http: { publicUrl: "${publicUrl}" }\n`).warnings.map(formatProblem);
    for (const local of ["http://localhost:8420", "http://192.168.1.10:8420", "https://a.example"])
      expect(listWarnings(local)).toEqual([]);
    for (const url of ["http://shop.example", "http://203.0.113.5:8420"]) {
      expect(listWarnings(url)).toEqual([expect.stringMatching(/http\.publicUrl: .*without TLS/)]);
    }
  });
});

describe("a shop without a hold", () => {
  const environment = { KEY: "sk_test_1234567890123456" };
  const withStripe = (more: string, rest = "") =>
    `${SHOP_LINES}${REST_LINES.replace("{ kind: none }", `{ kind: stripe, secretKeyEnv: KEY, webhookSecretEnv: KEY${rest} }`)}${more}`;
  const HOLD = "hold: { amount: 25, releaseText: soon }";
  const listWarnings = (text: string): string[] =>
    loadText(text, { environment }).warnings.map(formatProblem);

  it("is told what it risks where money is real", () => {
    expect(listWarnings(withStripe(""))).toEqual([
      expect.stringContaining(
        "no hold is configured: a card is charged only after its owner has left",
      ),
    ]);
    expect(listWarnings(withStripe(`entry: { ${HOLD} }\n`))).toEqual([]);
    expect(listWarnings(withStripe("", ", baseUrl: http://127.0.0.1:1"))).toEqual([]);
    expect(listWarnings(`${SHOP_LINES}${REST_LINES}`)).toEqual([]);
  });

  it("has no limit of its own while the provider is away; with one it is the hold's amount", () => {
    const limitOf = (entry: string): number | null => {
      const { offline } = loadGood(withStripe(entry), { environment }).entry;
      return offline.limitMinor;
    };
    expect(limitOf("")).toBeNull();
    expect(limitOf(`entry: { ${HOLD} }\n`)).toBe(2500);
    expect(limitOf(`entry: { ${HOLD}, offline: { limit: 10 } }\n`)).toBe(1000);
  });
});

describe("former names", () => {
  it("are read, with a warning", () => {
    const text = `${WHOLE}policies: { contestDays: 14, positionsKept: contest }\n`;
    const loaded = loadText(text);
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
    const { policies } = loaded.config;
    expect(policies).toEqual(
      loadGood(`${WHOLE}policies: { disputeDays: 14, positionsKept: dispute }\n`).policies,
    );
    expect(policies).toMatchObject({ disputeDays: 14, positionsKept: "dispute" });
    expect(loaded.warnings.map(formatProblem)).toEqual([
      expect.stringContaining("policies.contestDays: contestDays is called disputeDays now"),
      expect.stringContaining("policies.positionsKept: contest is called dispute now"),
    ]);
  });

  it("are refused beside the names that they have now", () => {
    expect(listProblems(`${WHOLE}policies: { contestDays: 14, disputeDays: 14 }\n`)).toEqual([
      expect.stringContaining("policies.contestDays: disputeDays is given, too"),
    ]);
  });
});

describe("lists in files of their own", () => {
  const inFiles = `${LEAST_LINES}${GOODS_LINES.slice(0, GOODS_LINES.indexOf("planogram:"))}
planogram: { file: plan.csv }
catalogue: { file: goods.csv }
`;
  const plan = 'gondola,shelf,plates,gtin\n1,1,1-2,5000001000011\n2,1,"3,4",5000001000028\n';
  const goods =
    "gtin,name,weightG,price,category\n5000001000011,Oat biscuits,320,2.49,biscuits\n5000001000028,Tomato soup,415,1.89,\n";

  it("make the same shop", () => {
    const config = loadGood(inFiles, { files: { "plan.csv": plan, "goods.csv": goods } });
    const whole = loadGood(WHOLE);
    expect(config.catalogue).toEqual(whole.catalogue);
    expect(config.shopModel).toEqual(whole.shopModel);
  });

  it("may be JSON", () => {
    const text = inFiles.replace("goods.csv", "goods.json");
    const json = JSON.stringify([
      { gtin: "5000001000011", name: "Oat biscuits", weightG: 320, price: "2.49" },
      { gtin: "5000001000028", name: "Tomato soup", weightG: 415, price: 1.89 },
    ]);
    const config = loadGood(text, { files: { "plan.csv": plan, "goods.json": json } });
    expect(config.catalogue!.get("5000001000028")!.prices).toEqual([{ amountMinor: 189 }]);
  });

  it("have problems with their own file and line", () => {
    const files = {
      "plan.csv": plan.replace("5000001000028", "5000001000035"),
      "goods.csv": goods.replace("2.49", "2.491").replace("Tomato soup", '"Tomato\nsoup"'),
    };
    expect(listProblems(inFiles, { files })).toEqual([
      'goods.csv:2:32: catalogue[0].price: found "2.491"; allowed: an amount in GBP such as 2.50',
      'goods.csv:3:15: catalogue[1].name: found "Tomato\\nsoup"; allowed: a line of text',
    ]);
    expect(listProblems(inFiles, { files: { ...files, "goods.csv": goods } })).toEqual([
      "plan.csv:3:11: planogram[1].gtin: the catalogue has no product 5000001000035",
    ]);
  });

  it.each([
    ["", "goods.csv:1:1: the first line names the columns"],
    ["gtin,name,price\n", "goods.csv:1:1: catalogue: found 0 items"],
    ["gtin,name,prize\n", 'goods.csv:1:11: found the column "prize"; allowed: gtin, name'],
  ])("hold what they should: %j does not", (text, problem) => {
    const problems = listProblems(inFiles, { files: { "plan.csv": plan, "goods.csv": text } });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-config-"));
  const file = join(folder, "shop.yaml");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const explain = (path: string): string[] => {
    const loaded = loadConfig(path, {});
    return loaded.ok ? [] : loaded.problems.map(formatProblem);
  };

  it("are where their absolute paths say", () => {
    const elsewhere = mkdtempSync(join(folder, "elsewhere-"));
    const list = join(elsewhere, "goods.csv");
    writeFileSync(list, "gtin;name;price\n5000001000011;Oats;2.49\n");
    const recorded = LEAST_LINES.replace("kind: simulated", "kind: recording, folder: ../day-1");
    writeFileSync(file, `${recorded}catalogue: { file: ${list} }\n`);
    const loaded = loadConfig(file, {});
    const goods = loaded.ok ? [...(loaded.config.catalogue?.values() ?? [])] : loaded.problems;
    expect(goods).toMatchObject([{ name: "Oats" }]);
  });

  it("are looked for beside the configuration", () => {
    mkdirSync(join(folder, "lists"));
    const recorded = LEAST_LINES.replace("kind: simulated", "kind: recording, folder: ../day-1");
    writeFileSync(file, `${recorded}catalogue: { file: lists/goods.csv }\n`);
    writeFileSync(join(folder, "lists/goods.csv"), "gtin;name;price\n5000001000011;Oats;2.49\n");
    const loaded = loadConfig(file, {});
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        source: { folder: resolve(folder, "../day-1") },
        dataFolder: join(folder, "data"),
      },
    });
    writeFileSync(
      join(folder, "lists/goods.csv"),
      Buffer.from("gtin\n5000001000011;\xe9\n", "latin1"),
    );
    expect(explain(file)).toEqual([
      `${join(folder, "lists/goods.csv")}:2: the file is not UTF-8; save it as UTF-8`,
    ]);
  });

  it("that are not there, are folders or are no UTF-8 are named", () => {
    const none = join(folder, "none.yaml");
    expect(explain(none)).toEqual([`${none}: there is no such file`]);
    expect(explain(folder)).toEqual([`${folder}: this is not a file`]);
    writeFileSync(file, Buffer.from("shop:\n  name: Caf\xe9\n", "latin1"));
    expect(explain(file)).toEqual([`${file}:2: the file is not UTF-8; save it as UTF-8`]);
  });

  it("are read up to the bound", () => {
    const { configBytesMax } = CONFIG_LIMITS;
    writeFileSync(file, LEAST_LINES + "#".repeat(configBytesMax - LEAST_LINES.length));
    expect(explain(file)).toEqual([]);
    writeFileSync(file, LEAST_LINES + "#".repeat(configBytesMax - LEAST_LINES.length + 1));
    expect(explain(file)).toEqual([expect.stringContaining("the file is too large")]);
  });
});
