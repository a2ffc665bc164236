/** How fast the store writes: many writers, each of which waits for what it has written. */
import type { ShopperEvent } from "@saunter/commerce/cart/events";
import { SHOP_PROJECTIONS } from "@saunter/shop/projections/shop-projections";
import { openStore } from "@saunter/shop/store/store";

export interface AppendMeasurement {
  readonly eventsPerSecond: number;
  /** From a call of `transact` to its promise kept, 99th percentile. */
  readonly latencyMsP99: number;
}

/**
 * Appends realistic events to a new store in an empty folder, one a transaction. Each of the writers
 * begins the next when the one before is on the disk.
 */
export async function measureAppends(options: {
  readonly writers: number;
  readonly events: number;
  readonly folder: string;
}): Promise<AppendMeasurement> {
  const { writers, events, folder } = options;
  const nowMs = (): number => Date.now();
  const store = openStore({ folder, nowMs, projections: SHOP_PROJECTIONS, schema: "" });
  const latenciesMs: number[] = [];
  let begun = 0;
  const write = async (writer: number): Promise<void> => {
    while (begun < events) {
      const number = begun++;
      const shopperId = `${writer}.${Math.floor(number / EVENTS_A_SHOPPER)}`;
      const startMs = performance.now();
      await store.transact((tx) =>
        tx.append("shopper", shopperId, [createPick(shopperId, number)]),
      );
      latenciesMs.push(performance.now() - startMs);
    }
  };
  const startMs = performance.now();
  try {
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    const tookMs = performance.now() - startMs;
    latenciesMs.sort((a, b) => a - b);
    const latencyMsP99 = latenciesMs[Math.ceil(latenciesMs.length * 0.99) - 1]!;
    return { eventsPerSecond: (events / tookMs) * 1000, latencyMsP99 };
  } finally {
    await store.close();
  }
}

/** Events of one transaction where a journal is filled. */
const FILLED_AT_ONCE = 500;

/** Fills an empty folder with a journal of realistic events, as fast as it goes. */
export async function fillJournal(options: {
  readonly events: number;
  readonly folder: string;
  readonly onFilled: (events: number) => void;
}): Promise<void> {
  const { events, folder, onFilled } = options;
  const nowMs = (): number => Date.now();
  const store = openStore({ folder, nowMs, projections: SHOP_PROJECTIONS, schema: "" });
  try {
    for (let from = 0; from < events; from += FILLED_AT_ONCE) {
      const upTo = Math.min(events, from + FILLED_AT_ONCE);
      await store.transact((tx) => {
        for (let number = from; number < upTo; number++) {
          const shopperId = String(Math.floor(number / EVENTS_A_SHOPPER));
          tx.append("shopper", shopperId, [createPick(shopperId, number)]);
        }
      });
      onFilled(upTo);
    }
  } finally {
    await store.close();
  }
}

/** A shopper's stream ends after a visit's worth of interactions, each reported a few times. */
const EVENTS_A_SHOPPER = 400;

function createPick(shopperId: string, number: number): ShopperEvent {
  const account = { kind: "pick", shopperId, giverId: null, gtin: "0071142008582" } as const;
  return {
    type: "InteractionTold",
    shopperId,
    status: "provisional",
    evidence: {
      ...account,
      quantity: 1,
      probability: 0.9871,
      evidenceId: `run.${number}`,
      occurredMs: 1_772_582_400_000 + number,
      weightG: 367.25,
      gondola: 2,
      shelf: 3,
      plates: [4, 5],
      candidates: [
        { ...account, quantity: 2, probability: 0.0104 },
        { ...account, shopperId: "other", quantity: 1, probability: 0.0025 },
      ],
    },
  };
}
