/** Shoppers who sign themselves up, and what they may change of what is kept of them. */

import {
  type DETAILS,
  POST_CARD_SETUPS,
  POST_CUSTOMER_MEMBERSHIP,
  POST_CUSTOMERS,
  POST_ME_DETAILS,
} from "@saunter/protocol/http/customer-routes";
import type { Static } from "typebox";
import type { VerifiedCard } from "../../domain/card-setups.ts";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { addAction, addCommand, addPost } from "../../http/add-route.ts";
import { refuseCardNumber } from "../../http/card-fields.ts";
import { findActor } from "../../http/find-actor.ts";
import { giveNewSession } from "../../http/give-session.ts";
import type { HttpContext, HttpDeps } from "../../http/http-context.ts";
import { SIGN_UP_REPEATED_MS } from "../../http/http-limits.ts";
import { requireParty } from "../../http/own-visits.ts";
import { orFail, ProblemError } from "../../http/problem.ts";
import { findCardSetup, keepCardSetup, useCardSetup } from "../../people/card-setups.ts";
import {
  type Customer,
  changeCustomer,
  findCustomer,
  registerCustomer,
  verifyCustomerCard,
} from "../../people/customers.ts";
import type { SignUpVelocity } from "../../people/sign-up-velocity.ts";
import { recordSecurity } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { CardKeeping } from "./card-keeping.ts";
import { limitSignUps } from "./limit-sign-ups.ts";

export interface CustomerServices {
  /** How shoppers give a card that they come again with. */
  readonly cards: CardKeeping;
  /** How often somebody signs up. */
  readonly signUps: SignUpVelocity;
}

export function addCustomerRoutes(context: HttpContext<CustomerServices>): void {
  addSignUp(context);
  addMembership(context);
  addDetails(context);
  addCardSetup(context);
}

function addSignUp(context: HttpContext<CustomerServices>): void {
  const { shop, identity } = context.deps;
  addPost(context, POST_CUSTOMERS, async (call, claim) => {
    const { cardSetupId, email = null, locale, carrier } = call.body;
    refuseCardNumber(cardSetupId, "the setup's id");
    if (email !== null) refuseCardNumber(email, "the e-mail address");
    const takeCard = await askForCard(context, cardSetupId, call.principal.customerId);
    const given = await context.idempotency.once(claim, (tx) => {
      const card = takeCard(tx);
      limitSignUps(context.deps, call.request.ip, card.cardHash ?? card.token);
      const customerId = shop.makeId();
      const details = { card, isMember: false, email, locale: locale ?? identity.locale };
      orRefuse(registerCustomer(tx, customerId, details, tx.atMs));
      verifyCustomerCard(tx, customerId, card, tx.atMs);
      return { status: 201, body: { customerId } };
    });
    // The session is in the answer, and not in what is kept of it.
    const { customerId } = given.body as { readonly customerId: string };
    if (given.isReplayed) checkRepeat(context.deps, customerId);
    const subject = { kind: "customer", id: customerId } as const;
    const session = orFail(await context.deps.signIn.bySubject(subject, shop.nowMs()));
    return { ...given, body: await giveNewSession(context, call, session, carrier) };
  });
}

/**
 * Asks the provider which card a setup is of. What is returned uses the setup up, in the transaction
 * that saves the card, or refuses.
 */
async function askForCard(
  { deps: { shop, cards } }: HttpContext<CustomerServices>,
  setupId: string,
  customerId: string | null,
): Promise<(tx: Transaction) => VerifiedCard> {
  const reference = findCardSetup(shop.store, setupId, customerId, shop.nowMs());
  const outcome =
    reference === null || cards.kind === "none" ? null : await cards.setups.verify(reference);
  return (tx) => {
    if (outcome?.kind === "refused") throw new RefusedError("entry-card-refused", outcome.message);
    if (outcome?.kind === "unknown") throw new ProblemError("entry-offline", outcome.message);
    if (outcome === null || !useCardSetup(tx, setupId)) {
      throw new RefusedError(
        "card-setup-unknown",
        "this setup is unknown, used, expired or somebody else’s",
      );
    }
    return outcome.card;
  };
}

/** Who has been forgotten meanwhile is refused by the sign-in itself. */
function checkRepeat({ shop }: HttpDeps, customerId: string): void {
  const customer = findCustomer(shop.store, customerId);
  if (customer === null || shop.nowMs() - customer.registeredMs <= SIGN_UP_REPEATED_MS) return;
  throw new ProblemError(
    "sign-in-refused",
    "this sign-up has expired: sign in with a passkey, or sign up with a new idempotency key",
  );
}

function addMembership(context: HttpContext<CustomerServices>): void {
  addCommand(context, POST_CUSTOMER_MEMBERSHIP, (tx, call) => {
    const { customerId } = call.params;
    const { isMember } = call.body;
    const before = findCustomer(tx, customerId)?.isMember ?? null;
    orRefuse(changeCustomer(tx, customerId, { isMember }));
    recordSecurity(tx, findActor(call), "customer.membership-changed", {
      object: { kind: "customer", id: customerId },
      changes: { isMember: { before, after: isMember } },
    });
    return { status: 200, body: { customerId, isMember } };
  });
}

function addDetails(context: HttpContext<CustomerServices>): void {
  const { store } = context.deps.shop;
  addPost(context, POST_ME_DETAILS, async ({ principal, body }, claim) => {
    const { customerId } = requireParty(principal);
    if (body.card != null) refuseCardNumber(body.card.setupId, "the setup's id");
    if (body.email != null) refuseCardNumber(body.email, "the e-mail address");
    const { card: asked, ...changes } = body;
    const takeCard =
      asked == null ? null : await askForCard(context, asked.setupId, principal.customerId);
    const given = await context.idempotency.once(claim, (tx) => {
      const card = takeCard?.(tx) ?? null;
      const isKept = asked === undefined;
      orRefuse(changeCustomer(tx, customerId, isKept ? changes : { ...changes, card }));
      if (card !== null) verifyCustomerCard(tx, customerId, card, tx.atMs);
      // Nothing of the person is kept with the answer: it would outlive what they have deleted.
      return { status: 200, body: null };
    });
    const customer = findCustomer(store, customerId);
    if (customer === null) throw new ProblemError("token-invalid", "the customer is forgotten");
    return { ...given, body: showDetails(customer) };
  });
}

function showDetails(customer: Customer): Static<typeof DETAILS> {
  const { customerId, card, isMember, email, locale } = customer;
  return { customerId, lastFour: card?.lastFour ?? null, isMember, email, locale };
}

function addCardSetup(context: HttpContext<CustomerServices>): void {
  const { cards, shop } = context.deps;
  addAction(context, POST_CARD_SETUPS, async ({ principal: { customerId } }) => {
    if (cards.kind === "none") {
      throw new ProblemError("entry-method-unavailable", "this shop saves no cards");
    }
    const begun = await cards.setups.begin();
    if (begun === null) {
      throw new ProblemError("entry-offline", "the payment provider cannot be reached");
    }
    const { reference, clientSecret } = begun;
    const setupId = shop.makeToken();
    await shop.store.transact((tx) =>
      keepCardSetup(tx, { setupId, reference, customerId }, tx.atMs),
    );
    return { setupId, clientSecret };
  });
}
