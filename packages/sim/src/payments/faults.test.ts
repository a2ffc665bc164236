import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CallFault,
  type CallFaultRates,
  carryWebhooks,
  createWebhookCourier,
  drawCallFault,
  handleUnreliably,
  LATE_WEBHOOKS_MAX,
  NO_CALL_FAULTS,
  SLOW_MS_MAX,
  WEBHOOK_LATE_MS_MAX,
} from "./faults.ts";
import { createProvider, listBooks } from "./provider.ts";
import { describeHold } from "./provider-builders.ts";
import type { Webhook } from "./provider-types.ts";

const NONE = { dropped: 0, doubled: 0, late: 0, shuffled: 0 };

const createWebhooks = (count: number): Webhook[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `evt_${at}`,
    type: "payment_intent.succeeded",
    object: {},
    created: 0,
    attempt: 1,
    dueMs: 0,
  }));

const idsOf = (webhooks: readonly Webhook[]): string[] => webhooks.map(({ id }) => id);

describe("drawCallFault", () => {
  it.each<[keyof CallFaultRates, Partial<Record<keyof CallFault | "isCommitted", unknown>>]>([
    ["lostBefore", { kind: "lost", isCommitted: false }],
    ["lostAfter", { kind: "lost", isCommitted: true }],
    ["slow", { kind: "slow" }],
    ["errorBefore", { kind: "server-error", isCommitted: false }],
    ["errorAfter", { kind: "server-error", isCommitted: true }],
    ["rateLimited", { kind: "rate-limited" }],
  ])("gives what has the whole rate: %s", (name, expected) => {
    const fault = drawCallFault(createRandom(1), { ...NO_CALL_FAULTS, [name]: 1 });
    expect(fault).toMatchObject(expected);
    if (fault.kind === "slow") expect(fault.delayMs).toBeLessThanOrEqual(SLOW_MS_MAX);
  });

  it("gives each as often as its rate says, the same for the same seed", () => {
    const rates: CallFaultRates = { ...NO_CALL_FAULTS, lostBefore: 0.1, errorAfter: 0.3 };
    const count = 10_000;
    const draw = (seed: number): string[] => {
      const random = createRandom(seed);
      return Array.from({ length: count }, () => drawCallFault(random, rates).kind);
    };
    expect(draw(7)).toEqual(draw(7));
    for (const seed of [1, 2, 3, 4, 5]) {
      const kinds = draw(seed);
      for (const [kind, rate] of [
        ["lost", 0.1],
        ["server-error", 0.3],
        ["none", 0.6],
      ] as const) {
        const share = kinds.filter((one) => one === kind).length / count;
        // Five standard errors: chance alone is further off once in 1.7 million draws.
        const error = 5 * Math.sqrt((rate * (1 - rate)) / count);
        expect(Math.abs(share - rate), `${kind}, seed ${seed}`).toBeLessThan(error);
      }
    }
  });

  it("refuses rates that are no probabilities", () => {
    for (const wrong of [{ slow: -0.1 }, { slow: 1.1 }, { slow: 0.6, lostAfter: 0.6 }]) {
      expect(() => drawCallFault(createRandom(1), { ...NO_CALL_FAULTS, ...wrong })).toThrow(
        RangeError,
      );
    }
  });
});

describe("handleUnreliably", () => {
  const request = {
    method: "POST",
    path: "/v1/payment_intents",
    headers: {},
    body: describeHold(),
  };

  it.each<[CallFault, number, number]>([
    [{ kind: "none" }, 200, 1],
    [{ kind: "slow", delayMs: 9 }, 200, 1],
    [{ kind: "lost", isCommitted: false }, 0, 0],
    [{ kind: "lost", isCommitted: true }, 0, 1],
    [{ kind: "server-error", isCommitted: false }, 500, 0],
    [{ kind: "server-error", isCommitted: true }, 500, 1],
    [{ kind: "rate-limited" }, 429, 0],
  ])("with %j answers %i (0 is none) and makes %i payments", (fault, status, payments) => {
    const provider = createProvider();
    const outcome = handleUnreliably(provider, request, 0, fault);
    expect(outcome.kind === "lost" ? 0 : outcome.answer.status).toBe(status);
    expect(listBooks(provider)).toHaveLength(payments);
    if (fault.kind === "slow") expect(outcome).toMatchObject({ delayMs: 9 });
  });
});

describe("carryWebhooks", () => {
  it("brings all in order where there are no faults", () => {
    const courier = createWebhookCourier(createRandom(1), NONE);
    expect(idsOf(carryWebhooks(courier, createWebhooks(3), 0))).toEqual([
      "evt_0",
      "evt_1",
      "evt_2",
    ]);
  });

  it("drops, doubles, delays and shuffles", () => {
    const carry = (rates: Partial<typeof NONE>): [string[], string[]] => {
      const courier = createWebhookCourier(createRandom(3), { ...NONE, ...rates });
      const now = idsOf(carryWebhooks(courier, createWebhooks(8), 0));
      return [now, idsOf(carryWebhooks(courier, [], WEBHOOK_LATE_MS_MAX))];
    };
    const all = idsOf(createWebhooks(8));
    expect(carry({ dropped: 1 })).toEqual([[], []]);
    expect(carry({ doubled: 1 })).toEqual([all, all]);
    expect(carry({ late: 1 })).toEqual([[], all]);
    const [shuffled] = carry({ shuffled: 1 });
    expect(shuffled).not.toEqual(all);
    expect(shuffled.toSorted()).toEqual(all);
  });

  it("loses none and brings none twice but those that it drops or doubles", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 50 }), (seed, count) => {
        const rates = { ...NONE, late: 0.5, shuffled: 0.5 };
        const courier = createWebhookCourier(createRandom(seed), rates);
        const now = carryWebhooks(courier, createWebhooks(count), 0);
        const later = carryWebhooks(courier, [], WEBHOOK_LATE_MS_MAX);
        const ids = idsOf([...now, ...later]).toSorted();
        expect(ids).toEqual(idsOf(createWebhooks(count)).toSorted());
      }),
    );
  });

  it("brings what is above the bound of late ones at once", () => {
    const courier = createWebhookCourier(createRandom(1), { ...NONE, late: 1 });
    expect(carryWebhooks(courier, createWebhooks(LATE_WEBHOOKS_MAX), 0)).toEqual([]);
    expect(carryWebhooks(courier, createWebhooks(1), 0)).toHaveLength(1);
    expect(() => createWebhookCourier(createRandom(1), { ...NONE, late: 2 })).toThrow(RangeError);
  });
});
