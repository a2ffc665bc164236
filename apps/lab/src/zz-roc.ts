import { createRandom } from "@saunter/numerics/random";
import { takeValues } from "@saunter/numerics/parameter-table";
import { SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { makeShop } from "@saunter/sim/catalogue";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import { DISHONEST_HABITS, USUAL_MANNERS } from "@saunter/sim/smart-cart/cart-habits";
import { DEFAULT_CART_PHYSICS } from "@saunter/sim/smart-cart/cart-physics";
import { simulateTrip } from "@saunter/sim/smart-cart/simulate-trip";
import { createSmartCart, stepSmartCart, weighDoubt } from "@saunter/engine/smart-cart/smart-cart";
const N = Number(process.argv[2] ?? 20);
const changes = Object.fromEntries(process.argv.slice(3).map((a) => { const [k, v] = a.split("="); return [k, Number(v)]; }));
const parameters = takeValues(SMART_CART, changes as any);
const products = [...makeShop(makeFloorPlan({ gondolas: 4, shelves: 5, plates: 8 }), createRandom(5)).products.values()];
const byId = new Map(products.map((p) => [p.barcode, p]));
const key = (list: readonly string[]) => [...list].sort().join();
let logLoss = 0; let trips = 0;
const honest: number[] = []; const bad: [string, number][] = [];
for (const habit of ["honest", ...DISHONEST_HABITS] as const) for (let seed = 0; seed < (habit === "honest" ? 8 * N : N); seed++) {
  const trip = simulateTrip({ random: createRandom(5000 + seed), startMs: 0, products, physics: DEFAULT_CART_PHYSICS, manners: USUAL_MANNERS, habit });
  const cart = createSmartCart(byId, parameters);
  for (const o of trip.observations()) for (const out of stepSmartCart(cart, o)) if (out.kind === "question") trip.ask(out);
  const truth = trip.truth();
  const isExact = key(truth.goods) === key(truth.bill);
  const p = Math.min(1 - 1e-6, Math.max(1e-6, weighDoubt(cart).probabilityExact));
  const w = habit === "honest" ? 1 : 0.3;
  logLoss += -w * Math.log(isExact ? p : 1 - p); trips += w;
  if (isExact && habit === "honest") honest.push(p); else if (!isExact) bad.push([habit, p]);
}
honest.sort((a, b) => a - b);
const out: string[] = [];
for (const share of [0.03, 0.1, 0.2]) { const t = honest[Math.floor(share * honest.length)]!; out.push(`${share}:T=${t.toFixed(3)} found ${(bad.filter(([, p]) => p < t).length / bad.length).toFixed(3)}`); }
console.log((logLoss / trips).toFixed(3), `median ${honest[honest.length >> 1]!.toFixed(3)}`, out.join("  "), "honest", honest.length, "bad", bad.length);
if (process.env.BY) { const t = honest[Math.floor(0.1 * honest.length)]!; for (const h of ["honest", ...DISHONEST_HABITS]) { const own = bad.filter(([x]) => x === h); console.log(h, own.filter(([, p]) => p < t).length, own.length); } }
