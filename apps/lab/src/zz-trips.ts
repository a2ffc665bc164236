import { createRandom } from "@saunter/numerics/random";
import { makeShop } from "@saunter/sim/catalogue";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import { DISHONEST_HABITS, USUAL_MANNERS } from "@saunter/sim/smart-cart/cart-habits";
import { DEFAULT_CART_PHYSICS } from "@saunter/sim/smart-cart/cart-physics";
import { simulateTrip } from "@saunter/sim/smart-cart/simulate-trip";
import { createSmartCart, stepSmartCart, weighDoubt } from "@saunter/engine/smart-cart/smart-cart";
const N = Number(process.argv[2] ?? 100);
const debug = process.argv[3];
const products = [...makeShop(makeFloorPlan({ gondolas: 4, shelves: 5, plates: 8 }), createRandom(5)).products.values()];
const byId = new Map(products.map((p) => [p.barcode, p]));
let budget = 3;
const key = (list: readonly string[]) => [...list].sort().join();
console.log("products", products.length);
for (const habit of ["honest", ...DISHONEST_HABITS] as const) {
  const n = habit === "honest" ? 4 * N : N;
  let [exact, doubts, kept, keptExact, done, found, questions, units] = [0, 0, 0, 0, 0, 0, 0, 0];
  const delays: number[] = [];
  const probs: [number, boolean][] = [];
  const t0 = process.cpuUsage();
  for (let seed = 0; seed < n; seed++) {
    const trip = simulateTrip({ random: createRandom(1000 + seed), startMs: 0, products, physics: DEFAULT_CART_PHYSICS, manners: USUAL_MANNERS, habit });
    const cart = createSmartCart(byId);
    const changes: { settledMs: number; timestampMs: number }[] = [];
    const log: string[] = [];
    for (const o of trip.observations()) {
      if (debug && o.kind !== "weights") log.push(`${(o.timestampMs / 1000).toFixed(1)} ${o.kind} ${"lineId" in o ? o.lineId : ""} ${"barcode" in o ? `${o.barcode} ${byId.get(o.barcode)?.weightG}` : ""}`);
      for (const out of stepSmartCart(cart, o)) {
        if (debug) log.push(`   ${(cart.nowMs / 1000).toFixed(1)} ${JSON.stringify(out)} best ${cart.hypotheses[0]!.held.map((h) => `${h.kind}:${h.lineId ?? h.weightG.toFixed(0)}`).join(" ")} p=${Math.exp(cart.hypotheses[0]!.logWeight).toFixed(3)}`);
        if (out.kind === "question") { questions++; trip.ask(out); }
        if (out.kind === "change") changes.push(out);
      }
    }
    const truth = trip.truth();
    const isExact = key(truth.goods) === key(truth.bill);
    const doubt = weighDoubt(cart);
    units += truth.bill.length;
    if ((debug === "end" && habit === "honest" && isExact && doubt.probabilityExact < 0.5) || (debug === "dis" && habit !== "honest" && !isExact && doubt.probabilityExact > 0.6)) {
      console.log(`${habit} seed ${seed} bill-goods ${truth.bill.map((b) => byId.get(b)!.weightG.toFixed(0)).sort()} / ${truth.goods.map((b) => byId.get(b)!.weightG.toFixed(0)).sort()} p ${doubt.probabilityExact.toFixed(3)}`, truth.moves.map((m) => `${(m.restMs / 1000).toFixed(1)}:${m.changeG.toFixed(0)}`).join(" "));
      console.log(log.filter((l) => /change|scan|own|removal/.test(l)).map((l) => l.replace(/.*"settledMs":(\d+).*"changeG":([-\d.]+).*/, (_m, a, b) => `[${(a / 1000).toFixed(1)}:${Number(b).toFixed(0)}]`)).join(" ").replace(/80000\d+/g, ""));
      const name = (x: any) => `${x.kind}:${x.lineId ?? x.weightG.toFixed(0)}`;
      const all = cart.hypotheses.slice(0, 5).map((h) => new Set([...h.held.map(name), ...h.open.map((o) => `OPEN ${o}`), ...h.out.map((o) => `OUT ${o}`)]));
      for (const [k, h] of cart.hypotheses.slice(0, 5).entries()) console.log("    ", Math.exp(h.logWeight).toFixed(3), [...all[k]!].filter((x) => !all.every((o) => o.has(x))).join(" "));
    }
    const isKept = doubt.probabilityExact >= 0.9;
    probs.push([doubt.probabilityExact, isExact]);
    if (isExact) exact++;
    if (isKept) { kept++; if (isExact) keptExact++; }
    if (truth.isDishonest && !isExact) { done++; if (!isKept) found++; }
    if (habit === "honest" ? (debug === "bad" && (isKept !== isExact)) : (debug === habit && isKept && !isExact)) {
      console.log(`--- ${habit} seed ${seed} exact ${isExact} p ${doubt.probabilityExact.toFixed(4)}`, truth.moves.map((m) => `${(m.restMs / 1000).toFixed(1)}:${m.changeG.toFixed(0)}`).join(" "));
      console.log(log.join("\n"));
      if (--budget <= 0) process.exit();
    }
  }
  const u = process.cpuUsage(t0);
  const sorted = probs.filter(([, e]) => (habit === "honest" ? e : !e)).map(([p]) => p).sort((a, b) => a - b);
  const qs = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98].map((q) => sorted[Math.floor(q * sorted.length)]?.toFixed(3)).join(" ");
  console.log(habit, qs, { n, exact, kept, keptExact, done, found, questions: (questions / n).toFixed(2), units, cpuMsPerTrip: ((u.user / 1000) / n).toFixed(0) });
}
