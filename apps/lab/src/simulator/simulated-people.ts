/**
 * People of a source without a gate: those of a simulation show a card or a customer's code as they come in,
 * and whoever is seen in a recording has come in by themselves. Who works and shops in a demonstration is
 * there, too, wherever no money is real.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { EntryService } from "@saunter/shop/domain/entry-service";
import { listEntryGates } from "@saunter/shop/domain/shop-settings";
import type { Capability } from "@saunter/shop/process/capability";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { prepared } from "@saunter/shop/store/prepared";
import type { Store } from "@saunter/shop/store/store";
import {
  DEMO_CUSTOMERS,
  DEMO_SIGN_IN,
  hasDemoPeople,
  welcomeDemoPeople,
} from "../demo/demo-people.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { isSimulated } from "./simulated-source.ts";

/** Debts that wait at the till of a demonstration: to be looked at, not to pile up. */
const DEMO_DEBTS_MAX = 3;

/** @param isDemonstration the shop is there to be looked at, whatever is played in it */
export function createSimulatedPeople(isDemonstration: boolean): Capability {
  return {
    name: "simulated people",
    open: async ({ process, onError }) => {
      const areThere = hasDemoPeople(process.config, isDemonstration);
      if (areThere) await welcomeDemoPeople(process);
      const { source, entry } = process;
      const arrivals = openArrivals(process, entry.service, isDemonstration, onError);
      if (isSimulated(source)) source.onParty((ids) => arrivals.comeIn(ids.length));
      return {
        keepsDemoPeople: areThere,
        ...(areThere ? { http: { signInHint: DEMO_SIGN_IN } } : {}),
        hooks: source.isRecorded ? { onAppeared: arrivals.comeInAlone } : {},
      };
    },
  };
}

function openArrivals(
  { config, shop, runner }: ShopProcess,
  entryService: EntryService,
  isDemonstration: boolean,
  onError: (error: unknown) => void,
): Arrivals {
  const haveCodes = config.source.kind === "simulated" && hasDemoPeople(config, false);
  return createArrivals({
    shop,
    entryService,
    runner,
    onError,
    gateId: listEntryGates(shop.settings)[0]!,
    customerIds: haveCodes ? DEMO_CUSTOMERS.map(({ customerId }) => customerId) : [],
    seed: config.source.kind === "simulated" ? config.source.seed : 1,
    mayOwe: () => isDemonstration && countDebts(shop.store) < DEMO_DEBTS_MAX,
    sleep: (delayMs) => wait(delayMs),
    onRefused: () => {},
  });
}

function countDebts({ db }: Pick<Store, "db">): number {
  const sql = "SELECT count(*) AS debts FROM charges WHERE debt_minor > 0";
  return prepared(db, sql).get()!.debts as number;
}
