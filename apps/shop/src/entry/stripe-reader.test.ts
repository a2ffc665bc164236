import type { CallFault } from "@saunter/sim/payments/faults";
import { createProvider } from "@saunter/sim/payments/provider";
import { addReader, cancelAtReader, presentCard } from "@saunter/sim/payments/readers";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import { describe, expect, it } from "vitest";
import { createStripeClient } from "../payments/stripe-gateway.ts";
import {
  CARD_READING_AGE_MS_MAX,
  READER_LOOK_EVERY_MS,
  READER_WAIT_MS_MAX,
} from "./entry-limits.ts";
import { createStripeReader } from "./stripe-reader.ts";

const READER = "tmr_sim_1";
const START_MS = 1_790_000_000_000;
const CARD = "pm_sim_ok-ann";
const LOST: CallFault = { kind: "lost", isCommitted: true };

interface Options {
  readonly readerId?: string;
  /** What becomes of each call, in their order; nothing goes wrong with those after. */
  readonly faults?: CallFault[];
  /** Between two looks at the reader, at each time. */
  readonly onPause?: (looks: number, signal: AbortSignal) => unknown;
}

function start({ faults = [], onPause, readerId = READER }: Options = {}) {
  const provider = createProvider();
  const reader = addReader(provider, READER);
  let nowMs = START_MS;
  let looks = 0;
  const calls: string[] = [];
  const client = createInProcessClient({
    provider,
    nowMs: () => nowMs,
    drawFault: () => faults.shift() ?? { kind: "none" },
  });
  const stripe = createStripeClient({
    secretKey: "sk_test_x",
    timeoutMs: 1000,
    httpClient: {
      ...client,
      makeRequest: (...call) => {
        calls.push(`${call[3]} ${call[2]}`);
        return client.makeRequest(...call);
      },
    },
  });
  const stripeReader = createStripeReader({
    stripe,
    readerId,
    nowMs: () => nowMs,
    pause: async (ms, pauseSignal) => {
      nowMs += ms;
      looks++;
      onPause?.(looks, pauseSignal);
    },
  });
  const signal = new AbortController();
  const read = (requestId = "request-1") => stripeReader.read(requestId, signal.signal);
  const present = (token = CARD) => presentCard(provider, READER, token);
  return {
    calls,
    provider,
    present,
    read,
    reader,
    signal,
    stripeReader,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const SAVED = {
  kind: "card",
  readingId: "seti_sim_1",
  token: `cus_sim_1/${CARD}`,
  lastFour: "4242",
  fingerprint: `fp_${CARD}`,
  readAtMs: START_MS,
};

describe("a card reader that Stripe drives", () => {
  it("gives a card that can be charged later, and charges nothing", async () => {
    const test = start({ onPause: () => test.present() });
    expect(await test.read()).toEqual(SAVED);
    expect(test.provider.intents.size).toBe(0);
    expect(test.calls).toEqual([
      "POST /v1/customers",
      "POST /v1/setup_intents",
      `POST /v1/terminal/readers/${READER}/process_setup_intent`,
      `GET /v1/terminal/readers/${READER}`,
      `GET /v1/terminal/readers/${READER}`,
      `GET /v1/payment_methods/${CARD}`,
    ]);
  });

  it.each([
    ["pm_sim_declined-1", "blocked"],
    ["pm_sim_expired-1", "expired"],
    ["pm_sim_wallet", "unsupported"],
  ])("tells why %s is no use", async (token, reason) => {
    const test = start({ onPause: () => test.present(token) });
    expect(await test.read()).toEqual({ kind: "refused", reason });
  });

  it("goes on with the same setup after somebody has gone away, and with another after a card", async () => {
    let isThere = false;
    const test = start({
      onPause: () => (isThere ? test.present() : cancelAtReader(test.provider, READER)),
    });
    expect(await test.read("request-1")).toEqual({ kind: "nobody" });
    isThere = true;
    expect(await test.read("request-2")).toMatchObject({ kind: "card", readingId: "seti_sim_1" });
    expect(await test.read("request-3")).toMatchObject({ kind: "card", readingId: "seti_sim_2" });
  });

  it("is looked at again when a webhook comes, and without one by and by", async () => {
    const cut: boolean[] = [];
    const test = start({
      onPause: (looks, signal) => {
        if (looks === 2) test.stripeReader.notify();
        cut.push(signal.aborted);
        if (looks === 3) test.present();
      },
    });
    // One that comes before anything is waited for changes nothing.
    test.stripeReader.notify();
    expect(await test.read()).toMatchObject({ kind: "card" });
    expect(cut).toEqual([false, true, false]);
  });

  it.each(["offline", "busy"] as const)(
    "is %s, and reads when it is not any more",
    async (fault) => {
      const test = start({ onPause: () => test.present() });
      test.reader.fault = fault;
      expect(await test.read("request-1")).toEqual({ kind: "offline" });
      expect(test.stripeReader.status).toBe("offline");
      test.reader.fault = null;
      expect(await test.read("request-2")).toMatchObject({ kind: "card" });
    },
  );

  it("makes way for itself where an earlier process has left it waiting", async () => {
    const test = start({ onPause: () => test.present() });
    test.reader.action = {
      setupId: "seti_of_before",
      status: "in_progress",
      failureCode: null,
      generatedCard: null,
    };
    expect(await test.read("request-1")).toEqual({ kind: "offline" });
    expect(await test.read("request-2")).toMatchObject({ kind: "card" });
  });

  it("leaves the reader to another program's payment", async () => {
    const test = start();
    const action = {
      type: "process_payment_intent",
      setupId: "pi_9",
      status: "in_progress",
      failureCode: null,
      generatedCard: null,
    } as const;
    test.reader.action = action;
    expect(await test.read()).toEqual({ kind: "offline" });
    expect(test.reader.action).toBe(action);
  });

  it.each([
    ["the reader did not say in time that it has begun", "timeout", []],
    ["the answer was lost", null, [{ kind: "none" }, { kind: "none" }, LOST]],
  ] as const)("looks where %s, and begins nothing twice", async (_, fault, faults) => {
    const test = start({ faults: [...faults] as CallFault[], onPause: () => test.present() });
    test.reader.fault = fault;
    expect(await test.read()).toMatchObject({ kind: "card", readingId: "seti_sim_1" });
    const began = test.calls.filter((call) => call.endsWith("process_setup_intent"));
    expect(began).toHaveLength(1);
  });

  it("asks again for what it was not told", async () => {
    const none = { kind: "none" } as const;
    const faults: CallFault[] = [none, none, none, LOST, none, LOST];
    const test = start({ faults, onPause: () => test.present() });
    expect(await test.read()).toMatchObject({ kind: "card" });
  });

  it.each(["Stripe", "the reader"])(
    "counts a card as held before an outage of %s, not when the shop learns of it",
    async (who) => {
      const faults: CallFault[] = [];
      const test = start({
        faults,
        onPause: (looks) => {
          if (looks < 3) return;
          if (looks === 3 && who === "Stripe") {
            test.present();
            faults.push(LOST);
          }
          if (looks === 3) test.reader.fault = "offline";
          if (looks === 4) test.pass(CARD_READING_AGE_MS_MAX);
          if (looks === 5) {
            test.reader.fault = null;
            test.present();
          }
        },
      });
      expect(await test.read()).toMatchObject({
        kind: "card",
        readAtMs: START_MS + 2 * READER_LOOK_EVERY_MS,
      });
    },
  );

  it("is refused for good where Stripe knows no such reader, and another setup is made next", async () => {
    const test = start({ readerId: "tmr_9" });
    expect(await test.read("request-1")).toEqual({ kind: "offline" });
    expect(test.stripeReader.status).toBe("refused");
    await test.read("request-2");
    expect(test.provider.setups.size).toBe(2);
  });

  it("is refused for good where it is taken off the account while it waits", async () => {
    const test = start({ onPause: () => test.provider.readers.delete(READER) });
    expect(await test.read()).toEqual({ kind: "offline" });
    expect(test.stripeReader.status).toBe("refused");
  });

  it("gives way to somebody else who uses the reader", async () => {
    const action = {
      setupId: "seti_9",
      status: "in_progress",
      failureCode: null,
      generatedCard: null,
    } as const;
    const test = start({
      onPause: () => {
        test.reader.action = action;
      },
    });
    expect(await test.read()).toEqual({ kind: "offline" });
    expect(test.stripeReader.status).toBe("offline");
    expect(test.reader.action).toBe(action);
  });

  it("is freed when the shop closes, and when nobody comes for long", async () => {
    const closed = start({ onPause: (looks) => looks === 2 && closed.signal.abort() });
    expect(await closed.read()).toEqual({ kind: "nobody" });
    expect(closed.reader.action).toBeNull();
    const idle = start({ onPause: () => idle.pass(READER_WAIT_MS_MAX) });
    expect(await idle.read()).toEqual({ kind: "nobody" });
    expect(idle.reader.action).toBeNull();
  });

  it("waits for a card that is in it when the time is over", async () => {
    const test = start({
      onPause: (looks) => {
        test.reader.isHolding = looks < 3;
        if (looks === 1) test.pass(READER_WAIT_MS_MAX);
        if (looks === 3) test.present();
      },
    });
    expect(await test.read()).toMatchObject({ kind: "card", readingId: "seti_sim_1" });
  });

  it("takes a card that is held to it while it is freed", async () => {
    const test = start({
      onPause: () => {
        test.reader.isHolding = true;
        test.signal.abort();
        test.present();
      },
    });
    expect(await test.read()).toMatchObject({ kind: "card" });
  });
});
