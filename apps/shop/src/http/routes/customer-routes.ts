/** Shoppers who sign themselves up, and what they may change of what is kept of them. */

import { closed, id, nullable, text } from "@saunter/protocol/http/schemas";
import { EMAIL_CHARS_MAX, LOCALE_CHARS_MAX } from "@saunter/protocol/limits";
import Type, { type Static } from "typebox";
import { orRefuse } from "../../domain/shop-context.ts";
import {
  type Customer,
  changeCustomer,
  findCustomer,
  registerCustomer,
} from "../../people/customers.ts";
import { addAction, addCommand, addPost, type HttpContext } from "../add-route.ts";
import { cardToken, lastFour, refuseCardNumber } from "../card-fields.ts";
import { CARRIER, giveSession, SESSION } from "../give-session.ts";
import type { HttpDeps } from "../http-deps.ts";
import { SIGN_UP_REPEATED_MS } from "../http-limits.ts";
import { requireParty } from "../own-visits.ts";
import { orFail, ProblemError } from "../problem.ts";

const EMAIL = Type.Optional(
  nullable(text(EMAIL_CHARS_MAX, "Where receipts are sent; null: nowhere.")),
);
const LOCALE = Type.Optional(text(LOCALE_CHARS_MAX, "BCP 47: of receipts and pages."));

const DETAILS = closed({
  customerId: Type.String(),
  lastFour: nullable(Type.String({ description: "Of the card; null where there is none." })),
  isMember: Type.Boolean(),
  email: nullable(Type.String()),
  locale: Type.String(),
});

export function addCustomerRoutes(context: HttpContext): void {
  addSignUp(context);
  addMembership(context);
  addDetails(context);
  addCardSetup(context);
}

function addSignUp(context: HttpContext): void {
  const { shop, identity } = context.deps;
  addPost(
    context,
    {
      method: "POST",
      path: "/customers",
      tag: "customers",
      summary: "Sign up as a shopper",
      description:
        "Signs in, too: add a passkey, and come back with it. Sent again with its key within ten " +
        "minutes, the same request signs the same shopper in.",
      body: closed(
        {
          ...{ cardToken: cardToken(), lastFour: lastFour(), email: EMAIL, locale: LOCALE },
          carrier: CARRIER,
        },
        { examples: [{ cardToken: "pm_sim_ok", lastFour: "4242", carrier: "token" }] },
      ),
      answers: { 201: { description: "Signed up, and signed in.", schema: SESSION } },
      codes: ["sign-in-refused"],
      rate: "signIn",
    },
    async (call, claim) => {
      const { cardToken: token, lastFour: digits, email = null, locale, carrier } = call.body;
      refuseCardNumber(token, "the token");
      if (email !== null) refuseCardNumber(email, "the e-mail address");
      const given = await context.idempotency.once(claim, (tx) => {
        const customerId = shop.makeId();
        const card = { token, lastFour: digits };
        const details = { card, isMember: false, email, locale: locale ?? identity.locale };
        orRefuse(registerCustomer(tx, customerId, details, tx.atMs));
        return { status: 201, body: { customerId } };
      });
      // The session is in the answer, and not in what is kept of it.
      const { customerId } = given.body as { readonly customerId: string };
      if (given.isReplayed) checkRepeat(context.deps, customerId);
      const subject = { kind: "customer", id: customerId } as const;
      const session = orFail(await context.deps.signIn.bySubject(subject, shop.nowMs()));
      return { ...given, body: giveSession(context, call, session, carrier) };
    },
  );
}

/** Who has been forgotten meanwhile is refused by the sign-in itself. */
function checkRepeat({ shop }: HttpDeps, customerId: string): void {
  const customer = findCustomer(shop.store, customerId);
  if (customer === null || shop.nowMs() - customer.registeredMs <= SIGN_UP_REPEATED_MS) return;
  throw new ProblemError(
    "sign-in-refused",
    "this sign-up is too long ago: sign in with a passkey, or sign up with a new key",
  );
}

function addMembership(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/customers/:customerId/membership",
      tag: "customers",
      summary: "Give a shopper members' prices, or take them away",
      description: "From their next visit on.",
      params: closed({ customerId: id("The customer's id.") }),
      body: closed({ isMember: Type.Boolean() }, { examples: [{ isMember: true }] }),
      answers: {
        200: {
          description: "It is so now.",
          schema: closed({ customerId: Type.String(), isMember: Type.Boolean() }),
        },
      },
      codes: ["not-found"],
    },
    (tx, { params: { customerId }, body: { isMember } }) => {
      orRefuse(changeCustomer(tx, customerId, { isMember }));
      return { status: 200, body: { customerId, isMember } };
    },
  );
}

function addDetails(context: HttpContext): void {
  const { store } = context.deps.shop;
  addPost(
    context,
    {
      method: "POST",
      path: "/me/details",
      tag: "me",
      summary: "Change your card, your e-mail address or your language",
      description: "What is not given stays as it is.",
      body: closed(
        {
          card: Type.Optional(
            nullable(
              closed(
                { token: cardToken(), lastFour: lastFour() },
                { description: "For visits from now on; null: none." },
              ),
            ),
          ),
          ...{ email: EMAIL, locale: LOCALE },
        },
        { examples: [{ email: "ann@example.com", locale: "en-GB" }] },
      ),
      answers: { 200: { description: "As they are now.", schema: DETAILS } },
    },
    async ({ principal, body }, claim) => {
      const { customerId } = requireParty(principal);
      if (body.card != null) refuseCardNumber(body.card.token, "the token");
      if (body.email != null) refuseCardNumber(body.email, "the e-mail address");
      const given = await context.idempotency.once(claim, (tx) => {
        orRefuse(changeCustomer(tx, customerId, body));
        // Nothing of the person is kept with the answer: it would outlive what they have deleted.
        return { status: 200, body: null };
      });
      const customer = findCustomer(store, customerId);
      if (customer === null) throw new ProblemError("token-invalid", "the customer is forgotten");
      return { ...given, body: showDetails(customer) };
    },
  );
}

function showDetails(customer: Customer): Static<typeof DETAILS> {
  const { customerId, card, isMember, email, locale } = customer;
  return { customerId, lastFour: card?.lastFour ?? null, isMember, email, locale };
}

function addCardSetup(context: HttpContext): void {
  const { cards } = context.deps;
  addAction(
    context,
    {
      method: "POST",
      path: "/card-setups",
      tag: "customers",
      summary: "Begin to keep a card with the provider",
      description:
        "The browser gives the card to the provider alone, with `clientSecret`. The card's token is `customer`, a slash, and the payment method.",
      answers: {
        200: {
          description: "What the provider's script in the page needs.",
          schema: closed({ clientSecret: Type.String(), customer: Type.String() }),
        },
      },
      codes: ["entry-method-unavailable", "entry-offline"],
      rate: "signIn",
    },
    async () => {
      if (cards.kind !== "stripe") {
        throw new ProblemError("entry-method-unavailable", "the shop keeps no cards with Stripe");
      }
      const setup = await cards.setUp();
      if (setup !== null) return setup;
      throw new ProblemError("entry-offline", "the payment provider cannot be reached");
    },
  );
}
