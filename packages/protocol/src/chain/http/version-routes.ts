/** What the chain decides for its shops, and what they have of it. */
import Type from "typebox";
import { atMs, closed, count, id, named, nullable, oneOf, text } from "../../http/schemas.ts";
import { DOWN_CONTENT, DOWN_KINDS } from "../down-messages.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { REASON_CHARS_MAX } from "./chain-schemas.ts";

const CANARIES_MAX = 100;
const STEPS_MAX = 20;
/** Of a version's content in one request. */
const VERSION_BYTES_MAX = 8 * 1024 * 1024;

const LAYERS = ["shared", "region", "shop"] as const;

const VERSION = named(
  "Version",
  closed({
    kind: Type.String(),
    version: count("From 1 in each kind."),
    layer: oneOf(LAYERS, "Whom it is for: all shops, those of a region, or one."),
    regionId: nullable(Type.String()),
    shopId: nullable(Type.String()),
    effectiveMs: atMs("From when it is in force, by each shop's clock"),
    isForced: Type.Boolean({ description: "Shops take unusual changes." }),
    by: Type.String(),
    atMs: atMs("When it was put"),
    note: Type.String(),
  }),
);

const STATE = closed({
  shopId: Type.String(),
  kind: Type.String(),
  version: count("What the shop was told."),
  effectiveMs: atMs("From when"),
  state: oneOf(["applied", "refused", "scheduled", "waiting"]),
  versionInForce: nullable(count("Null: nothing of the chain's.")),
  atMs: nullable(atMs("When the shop said so; null: it has not")),
  reason: nullable(Type.String({ description: "Why it was refused." })),
});

const RELEASE = named(
  "Release",
  closed({
    version: Type.String({ description: "Such as 1.2.0." }),
    platform: Type.String({ description: "Of the computers that it runs on: `linux-x64`." }),
    bytes: count("What a shop fetches."),
    unpackedBytes: count("What it takes on a shop's disk."),
    madeMs: atMs("When it was signed, as whoever signed it says"),
  }),
);

const ROLL_OUT = named(
  "RollOut",
  closed({
    rollOutId: Type.String(),
    kind: Type.String(),
    version: count("The version that reaches shops in steps."),
    canaryShopIds: Type.Array(Type.String()),
    steps: Type.Array(closed({ share: Type.Number(), waitMs: count("Before the next step, ms.") })),
    state: oneOf(
      ["waiting", "running", "stopped", "done", "back"],
      "Waiting: it has not been started, as roll-outs that are forecast are.",
    ),
    step: count("Index of the step that was made last."),
    stepMs: atMs("When"),
    reason: nullable(
      Type.String({ description: "Why it was stopped, or started in spite of its forecast." }),
    ),
    forecast: nullable(
      oneOf(
        ["missing", "worse", "unclear", "no-worse"],
        "What its shops' forecasts say together; null of kinds that are not forecast.",
      ),
    ),
  }),
);

export const GET_VERSIONS = chainRoute({
  method: "GET",
  path: "/versions",
  tag: "versions",
  summary: "List versions, newest first",
  query: closed({ kind: Type.Optional(oneOf(DOWN_KINDS, "Of one kind.")) }),
  answers: {
    200: {
      description: "Up to 500 versions.",
      schema: closed({ items: Type.Array(VERSION) }),
    },
  },
});

const TARGET = {
  kind: oneOf(DOWN_KINDS),
  layer: oneOf(LAYERS),
  regionId: nullable(id("Of the layer `region`.")),
  shopId: nullable(id("Of the layer `shop`.")),
  content: DOWN_CONTENT,
};

const CHANGE = oneOf(["added", "changed", "removed"]);

const COMPARISON = named(
  "VersionComparison",
  closed({
    counts: closed({
      added: count("New products or settings."),
      changed: count("With another value."),
      removed: count("That are gone."),
    }),
    legal: Type.Array(
      closed({
        field: oneOf(["ageMin", "allergens", "taxCategory", "deposit"]),
        change: CHANGE,
        count: count("Products."),
      }),
      { description: "Changes of products that stay, in fields that the law is about." },
    ),
    items: Type.Array(
      closed({
        item: Type.String({ description: "A GTIN, or the name of a setting." }),
        change: CHANGE,
        before: Type.Unknown(),
        after: Type.Unknown(),
      }),
      { description: "The first 200, those with legal changes first." },
    ),
  }),
);

export const POST_VERSION_COMPARE = chainRoute({
  method: "POST",
  path: "/versions/compare",
  tag: "versions",
  summary: "Show what a version would change, without publishing it",
  body: closed(TARGET, {
    examples: [
      {
        ...{ kind: "goods", layer: "shop", regionId: null, shopId: "leeds-1" },
        content: { currency: "GBP", items: {} },
      },
    ],
  }),
  bodyBytesMax: VERSION_BYTES_MAX,
  answers: { 200: { description: "The changes.", schema: COMPARISON } },
  codes: ["not-found"],
});

export const POST_VERSIONS = chainRoute({
  method: "POST",
  path: "/versions",
  tag: "versions",
  summary: "Put a version for all shops, a region or a shop",
  description:
    "Products keep fields that the new version doesn't mention; null removes a field. Products that it doesn't have are removed. A version for all shops or a region waits for a second user if there is one with the right.",
  body: closed(
    {
      ...TARGET,
      effectiveMs: nullable(
        Type.Integer({ minimum: 0, description: "From when, Unix ms; null: at once." }),
      ),
      isForced: Type.Boolean({ description: "Shops are to take unusual changes." }),
      note: text(REASON_CHARS_MAX, "What it is for."),
      confirmsLegal: Type.Optional(
        Type.Boolean({
          description:
            "Of products: age limits, allergens, tax categories or deposits may change. Without it they may not.",
        }),
      ),
      withoutForecast: Type.Optional(
        text(
          REASON_CHARS_MAX,
          "Of planograms and parameters of the engine that are sent at once: why without a forecast. It needs the right `forecasts:override`.",
        ),
      ),
      rollOut: nullable(
        closed({
          canaryShopIds: Type.Array(id("Shops that are first."), { maxItems: CANARIES_MAX }),
          steps: Type.Array(
            closed({
              share: Type.Number({ minimum: 0, maximum: 1, description: "Of all shops." }),
              waitMs: Type.Integer({ minimum: 0, description: "Before the next step." }),
            }),
            { minItems: 1, maxItems: STEPS_MAX },
          ),
        }),
      ),
    },
    {
      examples: [
        {
          ...{ kind: "goods", layer: "shop", regionId: null, shopId: "leeds-1" },
          content: { currency: "GBP", items: {} },
          ...{ effectiveMs: null, isForced: false, note: "Spring prices", rollOut: null },
        },
      ],
    },
  ),
  bodyBytesMax: VERSION_BYTES_MAX,
  answers: {
    201: {
      description: "Its number; shops are told within seconds.",
      schema: closed({ kind: Type.String(), version: count("In its kind.") }),
    },
    202: {
      description: "It waits for another user's approval.",
      schema: closed({ kind: Type.String(), proposalId: Type.String() }),
    },
  },
  codes: [
    ...(["not-found", "not-ready", "forecast-missing", "legal-change-unconfirmed"] as const),
    "approvers-removed",
  ],
});

export const POST_VERSION_UNDO = chainRoute({
  method: "POST",
  path: "/versions/undo",
  tag: "versions",
  summary: "Undo the last version of a kind for all shops, a region or a shop",
  description: "Puts the content of the version before it again, as a new version.",
  body: closed(
    {
      kind: oneOf(DOWN_KINDS),
      version: Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "The last one of its target.",
      }),
      note: text(REASON_CHARS_MAX, "Why."),
    },
    { examples: [{ kind: "goods", version: 2, note: "Age limits are missing." }] },
  ),
  answers: {
    201: {
      description: "The new version. Shops get it within seconds.",
      schema: closed({ kind: Type.String(), version: count("In its kind.") }),
    },
  },
  codes: ["not-found", "not-ready"],
});

export const GET_VERSION_STATES = chainRoute({
  method: "GET",
  path: "/version-states",
  tag: "versions",
  summary: "List what each shop has of what it was told",
  query: closed({
    shopId: Type.Optional(id("Of one shop.")),
    kind: Type.Optional(oneOf(DOWN_KINDS, "Of one kind.")),
  }),
  answers: {
    200: { description: "By shop and kind.", schema: closed({ items: Type.Array(STATE) }) },
  },
});

export const GET_RELEASES = chainRoute({
  method: "GET",
  path: "/releases",
  tag: "versions",
  summary: "List releases of Saunter that are at the hub, newest version first",
  description:
    "A version of kind `software` has shops fetch one. `saunter-chain release` makes, publishes and removes them.",
  answers: {
    200: { description: "All of them.", schema: closed({ items: Type.Array(RELEASE) }) },
  },
  codes: ["not-ready"],
});

export const GET_ROLL_OUTS = chainRoute({
  method: "GET",
  path: "/roll-outs",
  tag: "versions",
  summary: "List versions that reach shops in steps",
  answers: {
    200: { description: "All of them.", schema: closed({ items: Type.Array(ROLL_OUT) }) },
  },
});

export const POST_ROLL_OUT = chainRoute({
  method: "POST",
  path: "/roll-outs/:rollOutId",
  tag: "versions",
  summary: "Start a roll-out, stop it, go on with it, or take its version back from all shops",
  description:
    "One that waits starts with `running`: where its forecast is there, and does not say that receipts get clearly worse. The next wave begins once every shop of this one has put the version in force; shops that don't answer stop the roll-out.",
  params: closed({ rollOutId: id("The roll-out's id.") }),
  body: closed(
    {
      state: oneOf(["stopped", "running", "back"]),
      reason: nullable(text(REASON_CHARS_MAX, "Why.")),
      withoutAnswers: Type.Optional(
        Type.Boolean({
          description:
            "Of one that is stopped: begin the next wave without the shops that have not answered, with the reason.",
        }),
      ),
      overridesForecast: Type.Optional(
        Type.Boolean({
          description:
            "Start it in spite of its forecast, with the reason. It needs the right `forecasts:override`.",
        }),
      ),
    },
    { examples: [{ state: "stopped", reason: "A price is wrong." }] },
  ),
  answers: { 204: { description: "It is so." } },
  codes: [
    ...(["not-found", "not-ready", "forecast-missing", "forecast-worse"] as const),
    ...(["approval-needed", "approvers-removed"] as const),
  ],
});

const PROPOSAL_STATES = ["open", "approved", "rejected", "withdrawn"] as const;

const PROPOSAL = named(
  "Proposal",
  closed({
    proposalId: Type.String(),
    kind: Type.String(),
    layer: oneOf(["shared", "region"], "All shops, or those of a region."),
    regionId: nullable(Type.String()),
    items: count("Products or settings in it."),
    note: Type.String(),
    by: Type.String({ description: "User id of its author." }),
    byName: nullable(Type.String({ description: "Null: the user has been removed." })),
    atMs: atMs("When it was proposed"),
    state: oneOf(PROPOSAL_STATES),
    decidedBy: nullable(Type.String({ description: "User id." })),
    decidedMs: nullable(atMs("When it was decided")),
    reason: nullable(Type.String({ description: "Why it was rejected." })),
    version: nullable(count("Its number once it is published.")),
    mayApprove: Type.Boolean({ description: "Whether you may approve it." }),
    mayReject: Type.Boolean({ description: "Whether you may reject it, or withdraw your own." }),
  }),
);

const PROPOSAL_PARAMS = closed({ proposalId: id("The proposal's id.") });

export const GET_PROPOSALS = chainRoute({
  method: "GET",
  path: "/proposals",
  tag: "versions",
  summary: "List versions that wait for a second user, and the latest that were decided",
  answers: {
    200: {
      description: "Up to 100, the newest first.",
      schema: closed({ items: Type.Array(PROPOSAL) }),
    },
  },
});

export const GET_PROPOSAL_COMPARISON = chainRoute({
  method: "GET",
  path: "/proposals/:proposalId/comparison",
  tag: "versions",
  summary: "Show what an open proposal would change",
  params: PROPOSAL_PARAMS,
  answers: { 200: { description: "The changes.", schema: COMPARISON } },
  codes: ["not-found", "proposal-decided"],
});

export const POST_PROPOSAL_APPROVE = chainRoute({
  method: "POST",
  path: "/proposals/:proposalId/approve",
  tag: "versions",
  summary: "Approve a proposal and publish it",
  description:
    "By another user than its author. Both need the right for its kind. Accounts and rights of the last 24 hours don't count.",
  params: PROPOSAL_PARAMS,
  answers: {
    201: {
      description: "The new version. Shops get it within seconds.",
      schema: closed({ kind: Type.String(), version: count("In its kind.") }),
    },
  },
  codes: [
    ...(["not-found", "not-ready", "proposal-decided", "approval-needed"] as const),
    ...(["forecast-missing", "legal-change-unconfirmed"] as const),
  ],
});

export const POST_PROPOSAL_REJECT = chainRoute({
  method: "POST",
  path: "/proposals/:proposalId/reject",
  tag: "versions",
  summary: "Reject a proposal, or withdraw your own",
  params: PROPOSAL_PARAMS,
  body: closed(
    { reason: text(REASON_CHARS_MAX, "Why.") },
    { examples: [{ reason: "The price of milk is wrong." }] },
  ),
  answers: { 204: { description: "It won't be published." } },
  codes: ["not-found", "proposal-decided"],
});
