/** Acts without HTTP: the shop's services are called as its routes would call them. */
import { decideCharge } from "@saunter/commerce/payment/decide";
import { bindByAttendant } from "@saunter/shop/domain/binding-service";
import { disputeLine } from "@saunter/shop/domain/dispute-service";
import type { EntryCredential } from "@saunter/shop/domain/entry-method";
import { admitByAttendant, enterShop } from "@saunter/shop/domain/entry-service";
import { closeVisit } from "@saunter/shop/domain/floor-service";
import { createGateNewsBoard } from "@saunter/shop/domain/gate-news";
import { claimReview, decideOnReview } from "@saunter/shop/domain/review-service";
import { decideInto, RefusedError } from "@saunter/shop/domain/shop-context";
import { listPlanned, recordStock } from "@saunter/shop/domain/stock-service";
import type { Store } from "@saunter/shop/store/store";
import type { Transaction } from "@saunter/shop/store/transaction";
import { CUSTOMER_CARDS } from "@saunter/shop/testing/sample-settings";
import type { Acts, Payer, Settling } from "./acts.ts";
import { settleInCash } from "./settle-in-cash.ts";
import { isOfDisk } from "./simulated-disk.ts";
import { TORTURE_MODEL } from "./torture-shop.ts";
import type { Life, World } from "./world.ts";

const ENTRY_SERVICE = {
  findCustomerCard: (id: string) => CUSTOMER_CARDS.get(id) ?? null,
  news: createGateNewsBoard(),
};
const FACINGS = listPlanned(TORTURE_MODEL.facings);
const BY = "staff";

/** Does something until a process has done it and said so. */
async function persist<T>(world: World, act: (life: Life) => Promise<T>): Promise<T> {
  for (;;) {
    const life = await world.whenServing();
    const done = act(life).then(
      (value) => ({ value }),
      async (error: unknown) => {
        if (!isOfDisk(world.disk, error)) throw error;
        return life.ended;
      },
    );
    const first = await Promise.race([done, life.ended]);
    if (first !== null) return first.value;
  }
}

/** What the process has committed, for whoever only wants to see it. */
export async function openView(world: World): Promise<Store> {
  return (await world.whenServing()).shop.store;
}

export function transact<T>(world: World, work: (tx: Transaction, life: Life) => T): Promise<T> {
  return persist(world, (life) => life.shop.store.transact((tx) => work(tx, life)));
}

/** As `transact`; what is refused is refused, and that is that. */
async function attempt(world: World, work: (tx: Transaction, life: Life) => void) {
  try {
    await transact(world, work);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

export function createActsOnServices(world: World): Acts {
  const { random } = world.kernel;
  /** As people are: they do it again, to be sure. */
  const once = async (work: (tx: Transaction, life: Life) => void): Promise<void> => {
    for (let times = random.integer(1, 2); times > 0; times--) await attempt(world, work);
  };
  return {
    enter: (payer, gateId, partySize) => enter(world, payer, gateId, partySize),
    bind: async (visitId, shopperId) => {
      await attempt(world, (tx, { shop }) => bindByAttendant(tx, shop, visitId, shopperId, BY));
    },
    endVisit: async (visitId) => {
      await attempt(world, (tx, { shop }) => closeVisit(tx, shop, visitId, "attendant"));
    },
    dispute: (visitId, dispute) => {
      const disputeId = `contest-${world.nextNumber()}`;
      return once((tx, { shop }) => disputeLine(tx, shop, visitId, { disputeId, ...dispute }));
    },
    claim: (reviewId, reviewer) => attempt(world, (tx) => claimReview(tx, reviewId, reviewer)),
    decide: async (reviewId, reviewer, choice) => {
      await attempt(world, (tx, { shop }) => decideOnReview(tx, shop, reviewId, reviewer, choice));
    },
    settle: (chargeId, way) => {
      const cashId = `cash-${world.nextNumber()}`;
      return once((tx) => settle(tx, chargeId, way, cashId));
    },
    count: async (facing, quantity) => {
      await attempt(world, (tx) => {
        recordStock(tx, FACINGS, { type: "StockCounted", facing, quantity, by: BY });
      });
    },
  };
}

function settle(tx: Transaction, chargeId: string, way: Settling, cashId: string): void {
  switch (way) {
    case "cash":
      settleInCash(tx, chargeId, cashId, BY);
      return;
    case "card": {
      const payer = { kind: "card", token: "pm_sim_ok-kiosk", lastFour: "1111" } as const;
      decideInto(tx, "charge", chargeId, decideCharge, { type: "PayDebt", payer });
      return;
    }
    case "forgive":
      decideInto(tx, "charge", chargeId, decideCharge, { type: "ForgiveDebt", by: BY });
      return;
    default:
      way satisfies never;
  }
}

async function enter(
  world: World,
  payer: Payer,
  gateId: string,
  partySize: number,
): Promise<string | null> {
  if (payer.kind === "cash") {
    let visitId: string | null = null;
    await attempt(world, (tx, { shop }) => {
      visitId = admitByAttendant(tx, shop, { gateId, partySize, payer }).visitId;
    });
    return visitId;
  }
  const onceKey = `once-${world.nextNumber()}`;
  const credential: EntryCredential = { method: "qr", payer, onceKey };
  const show = ({ shop, runner }: Life) =>
    enterShop(shop, ENTRY_SERVICE, runner, { gateId, partySize, credential });
  // A shopper who gets no answer from the gate shows the same code again, and then a new one.
  const first = await persist(world, show);
  const second = world.kernel.random.chance(0.1) ? await persist(world, show) : null;
  if (first.ok && second?.ok) throw new Error("a code was taken twice");
  // What was refused, as where the gate was busy, is good still.
  const result = first.ok ? first : (second ?? first);
  return result.ok ? result.value.visitId : null;
}
