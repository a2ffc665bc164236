/** A shopper's own visits, entry codes and data. */
import Type from "typebox";
import { PARTY_MAX } from "../limits.ts";
import { CART, CART_DESCRIPTION } from "./cart-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  id,
  minor,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "./schemas.ts";

export const OWN_VISIT = named(
  "OwnVisit",
  closed({
    visitId: Type.String(),
    status: oneOf(["open", "closed"]),
    partySize: count("People admitted."),
    openedMs: atMs("When it began"),
    closedMs: nullable(atMs("When it ended")),
    receiptState: nullable(
      oneOf(["draft", "waiting", "final", "contested", "reviewed", "corrected"]),
    ),
    totalMinor: nullable(minor("The receipt's total")),
    currency: nullable(Type.String()),
  }),
);

export const KEPT_FACT = closed({
  table: oneOf([
    "customers",
    "verified_cards",
    "card_setups",
    "passkeys",
    "refresh_tokens",
    "phone_keys",
    "journal",
    "evidence",
  ]),
  field: Type.String(),
  value: Type.Union([Type.String(), Type.Number(), Type.Null()]),
  why: Type.String(),
  until: Type.String({ description: "In words." }),
  untilMs: nullable(atMs("The same as a time, where it is known")),
});

export const GET_ME_VISITS = route({
  method: "GET",
  path: "/me/visits",
  tag: "me",
  summary: "List your visits, newest first",
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "A page of visits.", schema: pageOf(OWN_VISIT) } },
});

export const GET_ME_VISIT_CART = route({
  method: "GET",
  path: "/me/visits/:visitId/cart",
  tag: "me",
  summary: "Show your cart and what it would cost now",
  params: closed({ visitId: id("One of your visits.") }),
  answers: {
    200: { description: CART_DESCRIPTION, schema: CART },
  },
  codes: ["not-found"],
});

export const GET_ME_CODE = route({
  method: "GET",
  path: "/me/code",
  tag: "me",
  summary: "Get the code that opens the gate, to show as a QR code",
  query: closed({
    partySize: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: PARTY_MAX,
        description: "People admitted with it.",
      }),
    ),
  }),
  answers: {
    200: {
      description: "Good for one entry; ask again when it has expired.",
      schema: closed({
        code: Type.String(),
        slotMs: count("Interval between codes, ms."),
        expiresMs: atMs("When to ask for the next one"),
      }),
    },
  },
  codes: ["entry-method-unavailable"],
});

export const POST_ME_CERTIFICATE = route({
  method: "POST",
  path: "/me/certificate",
  tag: "me",
  summary: "Let your phone make codes offline",
  description:
    "Good until it ends, until you sign out, remove your card, or revoke it. Needs no idempotency key: request the next one whenever the phone is online.",
  body: closed(
    {
      devicePublicKey: Type.String({
        pattern: "^[A-Za-z0-9_-]{43}$",
        description: "The phone's Ed25519 public key: 32 bytes, base64url, as `x` of its JWK.",
      }),
    },
    { examples: [{ devicePublicKey: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] },
  ),
  answers: {
    200: {
      description: "The beginning of the phone's codes.",
      schema: closed({
        certificate: Type.String({ description: "Base64url." }),
        notAfterMs: atMs("When it ends"),
        slotMs: count("Interval between codes, ms."),
        nowMs: atMs("The shop's time, which the gate uses"),
      }),
    },
  },
  codes: ["entry-method-unavailable"],
});

const REVOKED = {
  200: {
    description: "Revoked.",
    schema: closed({ phones: count("Phones that made codes offline, and no longer do.") }),
  },
};

export const POST_ME_CERTIFICATE_REVOKE = route({
  method: "POST",
  path: "/me/certificate/revoke",
  tag: "me",
  summary: "Sign your other devices out, and revoke the certificates of all your phones",
  description:
    "For a phone that is lost: the codes that it makes offline no longer open the gate. The device that asks stays signed in, and requests a certificate again.",
  answers: REVOKED,
});

export const POST_CUSTOMER_CERTIFICATE_REVOKE = route({
  method: "POST",
  path: "/customers/:customerId/certificate/revoke",
  tag: "customers",
  summary: "Sign a shopper out everywhere, and revoke the certificates of all their phones",
  description: "For a shopper who has lost their phone.",
  params: closed({ customerId: id("The customer's id.") }),
  answers: REVOKED,
  codes: ["not-found"],
});

export const GET_ME_DATA = route({
  method: "GET",
  path: "/me/data",
  tag: "me",
  summary: "Show all data kept about you, why, and how long",
  answers: {
    200: {
      description: "Your data.",
      schema: closed({ kept: Type.Array(KEPT_FACT), visits: Type.Array(OWN_VISIT) }),
    },
  },
});

export const POST_ME_FORGET = route({
  method: "POST",
  path: "/me/forget",
  tag: "me",
  summary: "Delete all data kept about you",
  description: "Receipts stay, as the law requires, without your name.",
  answers: {
    200: { description: "Deleted.", schema: closed({ forgottenMs: atMs("When") }) },
  },
  codes: ["customer-busy"],
});
