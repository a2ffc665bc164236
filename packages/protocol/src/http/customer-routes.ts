/** Shoppers who sign themselves up, and what they may change of what is kept of them. */
import Type from "typebox";
import { CARD_SETUP_ID_CHARS_MAX, EMAIL_CHARS_MAX, LOCALE_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, id, nullable, text } from "./schemas.ts";
import { CARRIER, SESSION } from "./session-schemas.ts";

const EMAIL = Type.Optional(
  nullable(text(EMAIL_CHARS_MAX, "E-mail address that receipts are sent to; null: none are sent.")),
);

const LOCALE = Type.Optional(text(LOCALE_CHARS_MAX, "Language of receipts and pages, BCP 47."));

const setupId = () =>
  Type.String({
    pattern: `^[A-Za-z0-9_-]{1,${CARD_SETUP_ID_CHARS_MAX}}$`,
    description:
      "From `POST /v1/card-setups`, once the payment provider has the card. The shop asks the provider which card it is.",
  });

export const DETAILS = closed({
  customerId: Type.String(),
  lastFour: nullable(Type.String({ description: "Of the card; null where there is none." })),
  isMember: Type.Boolean(),
  email: nullable(Type.String()),
  locale: Type.String(),
});

export const POST_CUSTOMERS = route({
  method: "POST",
  path: "/customers",
  tag: "customers",
  summary: "Sign up as a shopper",
  description:
    "Also signs in. Add a passkey then, to sign in with later. Repeated with the same idempotency key within ten " +
    "minutes, the request signs the same shopper in. The card is the one that the payment provider has for the setup: a " +
    "setup that is unknown, used, expired or somebody else's is refused, and so is a card that its bank declines.",
  body: closed(
    {
      cardSetupId: setupId(),
      email: EMAIL,
      locale: LOCALE,
      carrier: CARRIER,
    },
    { examples: [{ cardSetupId: "q3Zt0vXUqk1nM6cJb4yR2w", carrier: "token" }] },
  ),
  answers: { 201: { description: "Signed up, and signed in.", schema: SESSION } },
  codes: ["sign-in-refused", "card-setup-unknown", "entry-card-refused", "entry-offline"],
  rate: "signIn",
});

export const POST_CUSTOMER_MEMBERSHIP = route({
  method: "POST",
  path: "/customers/:customerId/membership",
  tag: "customers",
  summary: "Start or end a shopper's membership prices",
  description: "From their next visit on.",
  params: closed({ customerId: id("The customer's id.") }),
  body: closed({ isMember: Type.Boolean() }, { examples: [{ isMember: true }] }),
  answers: {
    200: {
      description: "Updated.",
      schema: closed({ customerId: Type.String(), isMember: Type.Boolean() }),
    },
  },
  codes: ["not-found"],
});

export const POST_ME_DETAILS = route({
  method: "POST",
  path: "/me/details",
  tag: "me",
  summary: "Change your card, your e-mail address or your language",
  description: "Fields that are left out stay unchanged.",
  body: closed(
    {
      card: Type.Optional(
        nullable(
          closed({ setupId: setupId() }, { description: "For visits from now on; null: none." }),
        ),
      ),
      email: EMAIL,
      locale: LOCALE,
    },
    { examples: [{ email: "ann@example.com", locale: "en-GB" }] },
  ),
  answers: { 200: { description: "The updated settings.", schema: DETAILS } },
  codes: ["card-setup-unknown", "entry-card-refused", "entry-offline"],
});

export const POST_CARD_SETUPS = route({
  method: "POST",
  path: "/card-setups",
  tag: "customers",
  summary: "Start saving a card with the payment provider",
  description:
    "The browser gives the card to the provider alone, with `clientSecret`. Then `setupId` saves it, when signing up or in " +
    "`POST /v1/me/details`: once, within an hour, and by whoever began the setup.",
  answers: {
    200: {
      description: "What the provider's script on the page needs.",
      schema: closed({
        setupId: Type.String({ description: "Keep it secret: whoever has it can save the card." }),
        clientSecret: Type.String(),
      }),
    },
  },
  codes: ["entry-method-unavailable", "entry-offline"],
  rate: "signIn",
});
