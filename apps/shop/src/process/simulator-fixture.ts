/** For tests: an empty shop in place of sensors, and a card provider in the process. */
import type { Observation } from "@saunter/engine/observation";
import { createProvider, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { giveTestCard } from "@saunter/stand-ins/payments/give-test-card";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import { createStripeCardSetups } from "../payments/stripe-card-setup.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";
import type { OpenSimulated } from "../sensors/sensor-source.ts";
import { ONLY_GATE } from "../sensors/source-doors.ts";
import type { Simulator } from "./capability.ts";
import type { CardProvider, CardProviderOptions } from "./surroundings.ts";

const FRAME_EVERY_MS = 100;
const CALL_TIMEOUT_MS = 10_000;
const WEBHOOK_SECRET = "whsec_simulated";

/** The provider outlives the processes that use it, as a real one does. */
export function createTestSimulator(): Simulator {
  const provider = createProvider({ currencies: ["gbp"], searchLagMs: 0 });
  return {
    openSource: openEmptyShop,
    openCards: (options) => openCards(provider, options),
  };
}

/** Frames without people, and without an end. */
const openEmptyShop: OpenSimulated = ({ speed }, { shopModel }, { startMs }) => ({
  shop: shopModel ?? { facings: [], products: new Map() },
  doors: [{ gateId: ONLY_GATE, zone: null, direction: "both" }],
  pace: { speed },
  isLive: false,
  isRecorded: false,
  hasPlates: true,
  cameras: null,
  scales: null,
  async *observations(): AsyncGenerator<readonly Observation[]> {
    for (let timestampMs = startMs; ; timestampMs += FRAME_EVERY_MS)
      yield [{ kind: "joints", timestampMs, shoppers: [] }];
  },
  close: async () => {},
});

function openCards(
  provider: Provider,
  { currency, hashCard, nowMs }: CardProviderOptions,
): CardProvider {
  const account = {
    secretKey: "sk_test_simulated",
    hashCard,
    timeoutMs: CALL_TIMEOUT_MS,
    httpClient: createInProcessClient({ provider, nowMs }),
  };
  const card = createStripeGateway({
    ...account,
    webhookSecret: WEBHOOK_SECRET,
    currency,
    nowMs,
    canIncrease: true,
    returnUrl: "https://shop.invalid/",
  });
  return {
    card,
    cardSetups: {
      ...createStripeCardSetups(account),
      giveTestCard: (clientSecret, token) => giveTestCard(provider, clientSecret, token, nowMs()),
    },
    takeNotices: () =>
      takeWebhooks(provider, nowMs()).flatMap((webhook) => {
        const body = JSON.stringify(renderEvent(webhook));
        const outcome = card.readNotice(body, signNotice(body, WEBHOOK_SECRET, nowMs()), nowMs());
        return outcome.kind === "notice" ? [outcome.notice] : [];
      }),
  };
}
