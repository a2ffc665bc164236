/** People at the provider: staff who refund on its pages, and payers' banks. */
import { closeDispute, failRefund, openDispute, refundByHand } from "@saunter/sim/payments/by-hand";
import { listBooks } from "@saunter/sim/payments/provider";
import { sleep } from "./outsiders.ts";
import type { World } from "./world.ts";

/** Waits between what they do: minutes while the shop is busy, later days. */
const WAIT_MS_MIN = 60_000;
const WAIT_MS_MAX = 36 * 3_600_000;

/** Takes money from payments and brings some of it back, without a word to the shop. */
export async function tamper(world: World, untilMs: number): Promise<void> {
  const { provider, kernel } = world;
  const { random, nowMs } = kernel;
  const undo: (() => void)[] = [];
  while (nowMs() < untilMs) {
    await sleep(kernel, WAIT_MS_MIN * (WAIT_MS_MAX / WAIT_MS_MIN) ** random.next());
    if (undo.length > 0 && random.chance(0.3)) {
      undo.pop()!();
      continue;
    }
    const open = listBooks(provider).filter(
      ({ capturedMinor, refundedMinor, disputedMinor }) =>
        capturedMinor > refundedMinor && disputedMinor === 0,
    );
    if (open.length === 0) continue;
    const { intentId, capturedMinor, refundedMinor } = random.pick(open);
    const amountMinor = random.integer(1, capturedMinor - refundedMinor);
    if (provider.intents.get(intentId)?.charge?.isDisputed) continue;
    if (random.chance(0.3)) {
      const disputeId = openDispute(provider, intentId, amountMinor);
      undo.push(() => closeDispute(provider, disputeId, random.pick(["won", "lost"])));
    } else {
      const { status, body } = refundByHand(provider, intentId, amountMinor);
      if (status !== 200) throw new Error(`a refund by hand: ${status}`);
      undo.push(() => failRefund(provider, String(body.id)));
    }
  }
}
