/**
 * Who pays for the people of a source that has no gate: simulated shoppers show a card or a
 * customer's code, and whoever is seen in a recording has come in by themselves.
 */
import { createRandom } from "@saunter/numerics/random";
import type { ChargeRunner } from "@saunter/shop/domain/charge-runner";
import type { EntryCredential, EntryPayer } from "@saunter/shop/domain/entry-method";
import { type EntryService, enterShop } from "@saunter/shop/domain/entry-service";
import type { Shop } from "@saunter/shop/domain/shop-context";

/** Somebody else may be in the gate: they try again. */
const TRIES_MAX = 20;
const TRY_AGAIN_MS = 400;
const CUSTOMER_SHARE = 0.4;
/** Of those who come by card every so many, from the second on, cannot pay by it when they leave. */
const BROKE_EVERY = 6;

export interface ArrivalsOptions {
  readonly shop: Shop;
  readonly entryService: EntryService;
  readonly runner: ChargeRunner;
  readonly gateId: string;
  /** Customers who come back. */
  readonly customerIds: readonly string[];
  readonly seed: number;
  /** Whether a card may fail at the exit, by now, so that something is to be paid at the till. */
  readonly mayOwe?: () => boolean;
  readonly sleep: (delayMs: number) => Promise<void>;
  readonly onRefused: (code: string) => void;
  readonly onError: (error: unknown) => void;
}

export interface Arrivals {
  /** People who come in together, and pay together. */
  comeIn(partySize: number): void;
  /** Somebody who has been seen and is nobody's: they get an entry of their own. */
  comeInAlone(shopperId: string): void;
  /** Resolves when nobody is at the gate any more. */
  empty(): Promise<void>;
}

export function createArrivals(options: ArrivalsOptions): Arrivals {
  const coming = new Set<Promise<void>>();
  const draw = createPayers(options);
  let atGate = Promise.resolve();
  const keep = (entering: Promise<void>): Promise<void> => {
    const party = entering.catch(options.onError).finally(() => coming.delete(party));
    coming.add(party);
    return party;
  };
  return {
    comeIn: (partySize) => {
      void keep(tryToEnter(options, draw(), partySize));
    },
    comeInAlone: (shopperId) => {
      const payer = draw();
      // One after the other, so that nobody is taken for another.
      atGate = keep(atGate.then(() => tryToEnter(options, payer, 1, shopperId)));
    },
    empty: async () => {
      while (coming.size > 0) await Promise.all(coming);
    },
  };
}

async function tryToEnter(
  options: ArrivalsOptions,
  payer: EntryPayer,
  partySize: number,
  shopperId?: string,
): Promise<void> {
  const { shop, entryService, runner, gateId } = options;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const credential: EntryCredential = { method: "card", payer, onceKey: shop.makeId() };
    const result = await enterShop(shop, entryService, runner, {
      gateId,
      partySize,
      credential,
      ...(shopperId === undefined ? {} : { shopperId }),
    });
    if (result.ok) return;
    options.onRefused(result.refusal.code);
    if (result.refusal.code !== "gate-busy") return;
    await options.sleep(TRY_AGAIN_MS);
  }
}

function createPayers({ seed, customerIds, mayOwe = () => false }: ArrivalsOptions) {
  const random = createRandom(seed);
  let cards = 0;
  return (): EntryPayer => {
    if (customerIds.length > 0 && random.chance(CUSTOMER_SHARE)) {
      return { kind: "customer", customerId: random.pick(customerIds) };
    }
    const number = random.integer(0, 1e9);
    const lastFour = String(number % 10_000).padStart(4, "0");
    const name = ++cards % BROKE_EVERY === 2 && mayOwe() ? "brief" : "ok";
    return { kind: "card", token: `pm_sim_${name}-${number}`, lastFour };
  };
}
