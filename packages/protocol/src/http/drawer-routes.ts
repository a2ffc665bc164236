/** The cash in the till's drawer. */
import Type from "typebox";
import { DRAWER_MOVES } from "../drawer-moves.ts";
import { DRAWER_MINOR_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, minor, named, nullable, oneOf, PAGE_QUERY, pageOf } from "./schemas.ts";

const amount = (minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: DRAWER_MINOR_MAX, description: `${description}, minor units.` });

const SINCE = "since the last count";

const DRAWER = named(
  "Drawer",
  closed({
    currency: Type.String(),
    state: oneOf(
      ["uncounted", "right", "low", "high"],
      "Low, high: beyond the limits; an alert of kind `cash-float` says so. Uncounted: nobody has counted it yet.",
    ),
    expectedMinor: nullable(minor("What should be there now; null: never counted")),
    lowMinor: nullable(minor("Below it there is too little change; null: no limit")),
    highMinor: nullable(minor("Above it there is too much; null: no limit")),
    count: nullable(
      closed(
        {
          amountMinor: minor("What was there"),
          expectedMinor: nullable(
            minor("What should have been there; null: it was the first count"),
          ),
          atMs: atMs("When"),
          by: Type.String({ description: "Who counted it, by their id." }),
        },
        { description: "The last one; null: never counted." },
      ),
    ),
    takenMinor: minor(`Cash taken ${SINCE}`),
    refundedMinor: minor(`Refunded in cash ${SINCE}`),
    bankedMinor: minor(`Taken to the bank ${SINCE}`),
    addedMinor: minor(`Change added ${SINCE}`),
  }),
);

const CHANGED = { 201: { description: "The drawer now.", schema: DRAWER } };

export const GET_DRAWER = route({
  method: "GET",
  path: "/drawer",
  tag: "money",
  summary: "Show how much cash should be in the till’s drawer",
  answers: { 200: { description: "The drawer.", schema: DRAWER } },
});

export const GET_DRAWER_MOVES = route({
  method: "GET",
  path: "/drawer/moves",
  tag: "money",
  summary: "List counts of the drawer, cash taken to the bank and change added, newest first",
  query: closed(PAGE_QUERY),
  answers: {
    200: {
      description: "A page of them.",
      schema: pageOf(
        closed({
          moveId: Type.Integer(),
          kind: oneOf(["counted", ...DRAWER_MOVES]),
          amountMinor: minor("What was there, or how much was moved"),
          expectedMinor: nullable(
            minor(
              "Of a count: what should have been there; null: it was the first. The difference is missing, or too much",
            ),
          ),
          by: Type.String({ description: "Who, by their id." }),
          atMs: atMs("When"),
        }),
      ),
    },
  },
});

export const POST_DRAWER_COUNTS = route({
  method: "POST",
  path: "/drawer/counts",
  tag: "money",
  summary: "Record a count of the drawer",
  body: closed(
    { amountMinor: amount(0, "All cash that is there") },
    { examples: [{ amountMinor: 15_000 }] },
  ),
  answers: CHANGED,
});

export const POST_DRAWER_MOVES = route({
  method: "POST",
  path: "/drawer/moves",
  tag: "money",
  summary: "Record cash that was taken to the bank, or change that was added",
  body: closed(
    { kind: oneOf(DRAWER_MOVES), amountMinor: amount(1, "How much") },
    { examples: [{ kind: "banked", amountMinor: 20_000 }] },
  ),
  answers: CHANGED,
  codes: ["drawer-not-counted", "cash-exceeds-drawer"],
});
