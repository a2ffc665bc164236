/** What receipts earn and what points pay: versions, each from a time on. */
import Type from "typebox";
import {
  atMs,
  closed,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "../../http/schemas.ts";
import { CURRENCY, units } from "./balance-schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

const NOTE_CHARS_MAX = 500;

const RULE = {
  organisationId: Type.String(),
  currency: Type.String(),
  version: Type.Integer(),
  state: oneOf(
    ["now", "later", "past"],
    "Whether receipts of now are decided by it, later ones, or neither.",
  ),
  earnedPoints: Type.Integer(),
  perMinor: minor("For each so much of a receipt's total"),
  pointsPerMinor: Type.Integer({ description: "So many points pay one minor unit." }),
  isOpenToJoin: Type.Boolean({
    description: "Whether shoppers may join as members by themselves, on a shop's pages.",
  }),
  effectiveMs: atMs("From when receipts that become final earn by it"),
  note: Type.String(),
  setBy: Type.String({ description: "A user's id." }),
  setMs: atMs("When it was set"),
};

export const GET_LOYALTY_RULES = chainRoute({
  method: "GET",
  path: "/loyalty-rules",
  tag: "balances",
  summary: "List the rules by which receipts earn points and points pay, in all their versions",
  query: closed(PAGE_QUERY),
  answers: {
    200: {
      description: "By organisation and currency; the latest version of each first.",
      schema: pageOf(closed(RULE)),
    },
  },
});

export const POST_LOYALTY_RULES = chainRoute({
  method: "POST",
  path: "/loyalty-rules",
  tag: "balances",
  isKeyed: true,
  summary: "Set the rule of an organisation and currency, from now or a later time on",
  description:
    "A receipt earns by the version of the time at which it becomes final, and keeps it when it is corrected. Points " +
    "pay by the version of the time at which they are held. Of two versions for the same time, the later one counts.",
  body: closed(
    {
      organisationId: id("Whose shops."),
      currency: CURRENCY,
      earnedPoints: Type.Integer({ minimum: 0, maximum: 1_000_000, description: "0: none." }),
      perMinor: units("For each so much of a receipt's total, minor units."),
      pointsPerMinor: Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: "So many points pay one minor unit.",
      }),
      isOpenToJoin: Type.Boolean({ description: "Whether shoppers may join by themselves." }),
      effectiveMs: nullable(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: "Unix ms; null, or a time that has passed: from now on.",
        }),
      ),
      note: text(NOTE_CHARS_MAX, "Why, for the audit trail."),
    },
    {
      examples: [
        {
          ...{ organisationId: "main", currency: "GBP" },
          ...{ earnedPoints: 1, perMinor: 100, pointsPerMinor: 1 },
          ...{ isOpenToJoin: true, effectiveMs: null, note: "a point a pound" },
        },
      ],
    },
  ),
  answers: { 201: { description: "The version.", schema: closed(RULE) } },
  codes: ["not-found"],
});
