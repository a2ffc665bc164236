/** Shoppers who come again: their sign-up and card, their visits, and what is kept of them. */
import { withServices } from "../../http/add-route.ts";
import { deleteOldCardSetups } from "../../people/card-setups.ts";
import { forgetAbsentCustomers } from "../../people/customers.ts";
import { createSignUpVelocity } from "../../people/sign-up-velocity.ts";
import type { Capability } from "../../process/capability.ts";
import { type CardKeeping, openCardKeeping } from "./card-keeping.ts";
import { addCustomerRoutes } from "./customer-routes.ts";
import { createSignUpWatch } from "./limit-sign-ups.ts";
import { addOwnRoutes } from "./own-routes.ts";

export const CUSTOMERS: Capability = {
  name: "customers",
  open: ({ process: { config, cardSetups, entry } }) => {
    const cards = openCardKeeping(config, cardSetups);
    const signUps = createSignUpVelocity(config.policies.velocity);
    return {
      http: {
        ...describeCards(cards),
        addRoutes: (context) => {
          addOwnRoutes(withServices(context, { codeIssuer: entry.issuer }));
          addCustomerRoutes(withServices(context, { cards, signUps }));
        },
      },
      watches: [createSignUpWatch(signUps)],
      tidy: (tx, nowMs) => {
        forgetAbsentCustomers(tx, nowMs);
        deleteOldCardSetups(tx, nowMs);
      },
    };
  },
};

/** Whoever gives a card needs the provider's public key, and nothing else of it. */
function describeCards(cards: CardKeeping) {
  if (cards.kind !== "stripe") return { shopInfo: { cards: { kind: cards.kind } } };
  const { kind, publishableKey } = cards;
  return { shopInfo: { cards: { kind, publishableKey } }, cardField: kind };
}
