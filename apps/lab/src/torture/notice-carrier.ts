/** Brings what the provider sends, through a network that loses, doubles and delays. */

import { carryWebhooks, createWebhookCourier } from "@saunter/sim/payments/faults";
import { takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import type { Life, World } from "./world.ts";

export const NOTICE_SECRET = "whsec_simulated";
/** Of the notices in a world with HTTP, so many come by it. */
const HTTP_SHARE = 0.3;

const RATES = { dropped: 0.1, doubled: 0.2, late: 0.3, shuffled: 0.5 };

export interface NoticeCarrier {
  /**
   * Delivers what has arrived by now, and returns whether there was anything. Nobody receives it while
   * the process starts.
   */
  deliver(): boolean;
}

export function createNoticeCarrier(world: World): NoticeCarrier {
  const { kernel, provider } = world;
  const courier = createWebhookCourier(kernel.random, RATES);
  return {
    deliver: () => {
      const nowMs = kernel.nowMs();
      const arrived = carryWebhooks(courier, takeWebhooks(provider, nowMs), nowMs);
      for (const webhook of arrived) {
        if (world.isOffline || world.life === null) continue;
        const body = JSON.stringify(renderEvent(webhook));
        const signature = signNotice(body, NOTICE_SECRET, nowMs);
        const isByHttp = world.isOverHttp && kernel.random.chance(HTTP_SHARE);
        if (isByHttp) bringByHttp(world, world.life, body, signature).catch(world.fail);
        else bringByHand(world.life, body, signature, nowMs).catch(world.fail);
      }
      return arrived.length > 0;
    },
  };
}

async function bringByHand({ shop, runner }: Life, body: string, signature: string, nowMs: number) {
  const outcome = shop.gateways.card.readNotice(body, signature, nowMs);
  if (outcome.kind === "forged") throw new Error(`a genuine notice: ${outcome.message}`);
  if (outcome.kind === "notice") await runner.takeNotice(outcome.notice);
}

async function bringByHttp(
  { disk }: World,
  { app }: Life,
  body: string,
  signature: string,
): Promise<void> {
  const { statusCode, payload } = await app!.inject({
    method: "POST",
    url: "/v1/payments/notices",
    headers: { "content-type": "application/json", "stripe-signature": signature },
    payload: body,
  });
  // The notice is lost then, as others are on their way.
  if (statusCode >= 500 && disk.isFailing()) return;
  if (statusCode !== 200) throw new Error(`a notice was answered ${statusCode}: ${payload}`);
}
