/** Gift cards, points and the customers who have them. */
import Type from "typebox";
import {
  atMs,
  closed,
  id,
  minor,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "../../http/schemas.ts";
import { EMAIL_CHARS_MAX, SEARCH_CHARS_MAX } from "../../limits.ts";
import { BALANCE_ENTRY_KINDS } from "../balance-messages.ts";
import { CURRENCY, units } from "./balance-schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { NAME_CHARS_MAX } from "./chain-schemas.ts";

const ORGANISATION = nullable(
  id(
    "In whose shops it can be spent; null: in all of the chain, which only its own users may say.",
  ),
);
const SEARCH = Type.Optional(
  Type.String({
    maxLength: SEARCH_CHARS_MAX,
    description: "A card's number, or its last four digits.",
  }),
);

const CARD = {
  organisationId: nullable(Type.String()),
  currency: Type.String(),
  number: nullable(Type.String({ description: "Null: it was erased." })),
  balance: Type.Integer({ description: "Minor units, or points." }),
  held: Type.Integer({ description: "Of them held by visits that go on." }),
  owed: Type.Integer({
    description:
      "Points that were to be taken back when they were spent: what is earned next pays them.",
  }),
  isBlocked: Type.Boolean(),
  createdMs: atMs("When it was issued"),
};
const GIFT_CARD = {
  giftCardId: Type.String(),
  ...CARD,
  expiresMs: nullable(atMs("From then on it pays nothing; null: never")),
};
const ENTRIES = Type.Array(
  closed({
    kind: oneOf(BALANCE_ENTRY_KINDS),
    units: Type.Integer({ description: "Added; below 0: taken." }),
    balance: Type.Integer({ description: "From then on." }),
    shopId: nullable(Type.String()),
    visitId: nullable(Type.String()),
    enteredBy: nullable(Type.String({ description: "The user who did it, by id." })),
    atMs: atMs("When"),
  }),
  { description: "Newest first; 500 at most." },
);
const HOLDS = Type.Array(
  closed({
    shopId: Type.String(),
    holdId: Type.String(),
    visitId: Type.String(),
    state: oneOf(
      ["held", "captured", "released", "ended"],
      "`ended`: by itself, or by a user of the chain.",
    ),
    amountMinor: minor("Held"),
    capturedMinor: minor("Taken"),
    refundedMinor: minor("Put back"),
    shortMinor: minor("What the shop's receipt counts on, and the balance did not have"),
    madeMs: atMs("When it was asked for"),
  }),
  { description: "Newest first; 500 at most." },
);
const ISSUED = closed({
  giftCardId: Type.String(),
  number: Type.String(),
  code: Type.String({ description: "Shown once: of it a hash is kept." }),
});
const OF_CARD = closed({ giftCardId: id("A gift card.") });

export const GET_GIFT_CARDS = chainRoute({
  method: "GET",
  path: "/gift-cards",
  tag: "balances",
  summary: "List gift cards, newest first",
  query: closed({ search: SEARCH, ...PAGE_QUERY }),
  answers: { 200: { description: "A page of gift cards.", schema: pageOf(closed(GIFT_CARD)) } },
});

export const POST_GIFT_CARDS = chainRoute({
  method: "POST",
  path: "/gift-cards",
  tag: "balances",
  isKeyed: true,
  summary: "Issue a gift card",
  body: closed(
    {
      organisationId: ORGANISATION,
      currency: CURRENCY,
      amountMinor: units("What is on it, minor units."),
      expiresMs: nullable(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: "Unix ms; null: never.",
        }),
      ),
    },
    { examples: [{ organisationId: "main", currency: "GBP", amountMinor: 2500, expiresMs: null }] },
  ),
  answers: { 201: { description: "The card, with its code.", schema: ISSUED } },
  codes: ["not-found"],
});

export const GET_GIFT_CARD = chainRoute({
  method: "GET",
  path: "/gift-cards/:giftCardId",
  tag: "balances",
  summary: "Show a gift card with its entries and holds",
  params: OF_CARD,
  answers: {
    200: {
      description: "The gift card.",
      schema: closed({ ...GIFT_CARD, entries: ENTRIES, holds: HOLDS }),
    },
  },
  codes: ["not-found"],
});

export const POST_GIFT_CARD_TOP_UP = chainRoute({
  method: "POST",
  path: "/gift-cards/:giftCardId/top-up",
  tag: "balances",
  isKeyed: true,
  summary: "Put more on a gift card",
  params: OF_CARD,
  body: closed(
    { amountMinor: units("What is added, minor units.") },
    { examples: [{ amountMinor: 1000 }] },
  ),
  answers: { 200: { description: "The gift card.", schema: closed(GIFT_CARD) } },
  codes: ["not-found"],
});

export const POST_GIFT_CARD_BLOCK = chainRoute({
  method: "POST",
  path: "/gift-cards/:giftCardId/block",
  tag: "balances",
  isKeyed: true,
  summary: "Block a gift card, or unblock it; what visits hold of it stays held",
  params: OF_CARD,
  body: closed({ isBlocked: Type.Boolean() }, { examples: [{ isBlocked: true }] }),
  answers: { 200: { description: "The gift card.", schema: closed(GIFT_CARD) } },
  codes: ["not-found"],
});

const CUSTOMER = {
  customerId: Type.String(),
  ...CARD,
  name: nullable(Type.String()),
  email: nullable(Type.String()),
};
const OF_CUSTOMER = closed({ customerId: id("A customer.") });
const PERSON = {
  name: nullable(text(NAME_CHARS_MAX, "Null: not known.")),
  email: nullable(Type.String({ maxLength: EMAIL_CHARS_MAX, description: "Null: not known." })),
};

/** Shown once. */
const MEMBER_CARD = named(
  "MemberCard",
  closed({
    customerId: Type.String(),
    number: Type.String(),
    code: Type.String({ description: "Shown once: of it a hash is kept." }),
  }),
);

export const GET_CUSTOMERS = chainRoute({
  method: "GET",
  path: "/customers",
  tag: "balances",
  summary: "Find customers of the chain, newest first",
  query: closed({
    search: Type.Optional(
      Type.String({
        maxLength: SEARCH_CHARS_MAX,
        description: "Part of a name, an e-mail address, or a member card's number.",
      }),
    ),
    isOwing: Type.Optional(oneOf(["true"], "Those alone who owe points.")),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of customers.", schema: pageOf(closed(CUSTOMER)) } },
});

export const POST_CUSTOMERS = chainRoute({
  method: "POST",
  path: "/customers",
  tag: "balances",
  isKeyed: true,
  summary: "Add a customer, who gets a member card",
  body: closed(
    { organisationId: id("In whose shops points count."), currency: CURRENCY, ...PERSON },
    {
      examples: [
        { organisationId: "main", currency: "GBP", name: "Ann Archer", email: "ann@mail.example" },
      ],
    },
  ),
  answers: {
    201: {
      description: "The member card, with its code.",
      schema: MEMBER_CARD,
    },
  },
  codes: ["not-found"],
});

export const GET_CUSTOMER = chainRoute({
  method: "GET",
  path: "/customers/:customerId",
  tag: "balances",
  summary: "Show all that the chain has of a customer: points, receipts of all shops, holds",
  params: OF_CUSTOMER,
  answers: {
    200: {
      description: "The customer.",
      schema: closed({
        ...CUSTOMER,
        entries: ENTRIES,
        holds: HOLDS,
        receipts: Type.Array(
          closed({
            shopId: Type.String(),
            shopName: Type.String(),
            visitId: Type.String(),
            documentNumber: nullable(Type.Integer()),
            currency: Type.String(),
            totalMinor: minor("The total"),
            points: nullable(Type.Integer({ description: "Earned; null: none." })),
            finalMs: nullable(atMs("When it became final")),
          }),
          {
            description: "Of visits in which the member card was shown, newest first; 500 at most.",
          },
        ),
      }),
    },
  },
  codes: ["not-found"],
});

export const POST_CUSTOMER_BLOCK = chainRoute({
  method: "POST",
  path: "/customers/:customerId/block",
  tag: "balances",
  isKeyed: true,
  summary: "Block a member card, or unblock it; a blocked one pays and earns nothing",
  description: "What visits hold of its points already stays held.",
  params: OF_CUSTOMER,
  body: closed({ isBlocked: Type.Boolean() }, { examples: [{ isBlocked: true }] }),
  answers: { 200: { description: "The customer.", schema: closed(CUSTOMER) } },
  codes: ["not-found"],
});

export const POST_CUSTOMER_NEW_CARD = chainRoute({
  method: "POST",
  path: "/customers/:customerId/new-card",
  tag: "balances",
  isKeyed: true,
  summary: "Give a customer a new member card; the one before it stays blocked, and points stay",
  params: OF_CUSTOMER,
  answers: { 201: { description: "The member card, with its code.", schema: MEMBER_CARD } },
  codes: ["not-found"],
});

export const POST_CUSTOMER_WAIVE = chainRoute({
  method: "POST",
  path: "/customers/:customerId/waive",
  tag: "balances",
  isKeyed: true,
  summary: "Waive the points that a customer owes",
  params: OF_CUSTOMER,
  answers: { 200: { description: "The customer.", schema: closed(CUSTOMER) } },
  codes: ["not-found"],
});

export const POST_CUSTOMER_ERASE = chainRoute({
  method: "POST",
  path: "/customers/:customerId/erase",
  tag: "balances",
  isKeyed: true,
  summary: "Erase a customer: name, address and member card; points are lost",
  params: OF_CUSTOMER,
  answers: { 200: { description: "What is left.", schema: closed(CUSTOMER) } },
  codes: ["not-found"],
});
