/**
 * A shop's process full of people, with its pages; tells its address, the tokens of shoppers who have
 * signed up before and of operators and, when asked, its CPU time and how long its event loop was held
 * up.
 *
 *     node apps/lab/src/bench/floor-child.ts FOLDER '{"seed":1,"shoppers":500,"staff":0,"sales":0}'
 */

import { monitorEventLoopDelay } from "node:perf_hooks";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { findPublicUrl } from "@saunter/shop/config/find-public-url";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import { findCustomer, registerCustomer, verifyCustomerCard } from "@saunter/shop/people/customers";
import { openSession } from "@saunter/shop/people/sessions";
import { createTokens } from "@saunter/shop/people/tokens";
import { addUser } from "@saunter/shop/people/users";
import { listTables } from "@saunter/shop/process/capability";
import { openKey } from "@saunter/shop/process/process-keys";
import { findScreens } from "@saunter/shop/serve/find-screens";
import { runShop } from "@saunter/shop/serve/run-shop";
import { openStore } from "@saunter/shop/store/store";
import { makeSampleConfig } from "@saunter/shop/testing/sample-config";
import { DEMO_CUSTOMERS } from "../demo/demo-people.ts";
import { SIMULATION } from "../simulator/extension.ts";
import { type BusyShop, type BusyShopOptions, type LoopDelay, SALES_DAYS } from "./busy-shop.ts";
import { fillSales } from "./fill-sales.ts";

const [folder, options] = process.argv.slice(2) as [string, string];
const { seed, shoppers, staff, sales, ...limits } = JSON.parse(options) as BusyShopOptions;
const { http, ...rest } = makeSampleConfig(folder, seed);
const { connectionsPerAddressMax = http.connectionsPerAddressMax } = limits;
const config = { ...rest, http: { ...http, connectionsPerAddressMax } };
/** Phones of each customer who walks about in the simulated shop. */
const PHONES_EACH = 3;

const stop = new AbortController();
const loop = monitorEventLoopDelay({ resolution: 1 });
process.on("message", (message) => {
  switch (message) {
    case "stop":
      stop.abort();
      break;
    case "watch-loop":
      loop.reset();
      loop.enable();
      process.send!({});
      break;
    case "cpu":
      process.send!({ cpuUs: sumCpu() });
      break;
    default:
      process.send!(readLoop((message as { readonly percentile: number }).percentile));
  }
});

function readLoop(percentile: number): LoopDelay {
  loop.disable();
  return { delayMs: loop.percentile(percentile) / 1e6, longestMs: loop.max / 1e6 };
}

function sumCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Whose phones are connected: customers who are inside again and again, and others at home. */
function nameShopper(at: number): string {
  return DEMO_CUSTOMERS[Math.floor(at / PHONES_EACH)]?.customerId ?? `bench-${at}`;
}

/** Signs people in before the shop opens: over HTTP it would take as long as it is meant to. */
async function signPeopleIn(): Promise<Pick<BusyShop, "tokens" | "staffTokens">> {
  const nowMs = (): number => Date.now();
  const store = openStore({ folder, nowMs, ...listTables(SHOP_CAPABILITIES) });
  const tokens = createTokens({
    privateKey: openKey(folder, "sessions"),
    issuer: config.shop.id,
    audience: findPublicUrl(config),
  });
  const sessions = await store.transact((tx) => [
    ...Array.from({ length: staff }, (_, at) => {
      const id = `bench-operator-${at}`;
      // Nobody knows the password: the session is all that is used.
      const proof = { kind: "password", hash: "" } as const;
      orRefuse(addUser(tx, { userId: id, name: id, roles: ["operator"], proof }, tx.atMs));
      const subject = { kind: "user", id } as const;
      return { subject, sessionId: openSession(tx, subject, tx.atMs).sessionId };
    }),
    ...Array.from({ length: shoppers }, (_, at) => {
      const id = nameShopper(at);
      const card = { token: `pm_sim_ok-${id}`, lastFour: "4242" };
      const details = { card, isMember: false, email: null, locale: "en-GB" };
      if (findCustomer(tx, id) === null) {
        orRefuse(registerCustomer(tx, id, details, tx.atMs));
        verifyCustomerCard(tx, id, { ...card, cardHash: null }, tx.atMs);
      }
      const subject = { kind: "customer", id } as const;
      return { subject, sessionId: openSession(tx, subject, tx.atMs).sessionId };
    }),
  ]);
  await store.close();
  const issued = await Promise.all(sessions.map((session) => tokens.issue(session, nowMs())));
  const all = issued.map(({ accessToken }) => accessToken);
  return { staffTokens: all.slice(0, staff), tokens: all.slice(staff) };
}

if (sales > 0) await fillSales(folder, sales, SALES_DAYS);
const people = await signPeopleIn();
await runShop(
  config,
  () => {
    throw new Error("the goods of this shop do not change");
  },
  (address) => process.send!({ address, ...people }),
  stop.signal,
  // The machine's clock is taken for right.
  { isClockRight: true, screens: findScreens(), extension: SIMULATION },
);
process.disconnect();
