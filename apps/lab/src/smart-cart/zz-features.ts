import { appendFileSync, writeFileSync } from "node:fs";
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { weighCart } from "@saunter/engine/smart-cart/cart-hypotheses";
import { advanceHypotheses } from "@saunter/engine/smart-cart/cart-state";
import { createSmartCart, stepSmartCart } from "@saunter/engine/smart-cart/smart-cart";
import { weighCertainty } from "@saunter/engine/smart-cart/weigh-certainty";
import { createRandom } from "@saunter/numerics/random";
import { drawCartWorld } from "@saunter/sim/smart-cart/draw-cart-world";
import { simulateTrip } from "@saunter/sim/smart-cart/simulate-trip";
import { listTasks } from "./measure-cart.ts";

const [seed, n, shard, shards, out] = process.argv.slice(2);
const tasks = listTasks(Number(seed), Number(n)).filter(
  (_, at) => at % Number(shards) === Number(shard),
);
writeFileSync(out!, "");
const logit = (p: number): number => {
  const q = Math.min(1 - 1e-9, Math.max(1e-9, p));
  return Math.log(q / (1 - q));
};
let lines: string[] = [];
const over = (a: readonly string[], b: readonly string[]): boolean => {
  const left = [...b];
  return a.some((x) => {
    const at = left.indexOf(x);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
};
for (const task of tasks) {
  const world = drawCartWorld(createRandom(task.seed).fork("world"), task.family);
  const random = createRandom(task.seed).fork(task.habit);
  const trip = simulateTrip({ ...world, random, startMs: 0, habit: task.habit });
  const products = new Map(world.products.map((one) => [one.barcode, one]));
  const cart = createSmartCart(products, {
    ...DEFAULT_SMART_CART,
    ...JSON.parse(process.env.CH ?? "{}"),
  });
  let wrongQ = 0,
    questions = 0,
    own = 0,
    removals = 0,
    steps = 0,
    rolledSteps = 0,
    rolledLines = 0,
    longest = 0,
    unrest = 0,
    maxErr = 0,
    downs = 0,
    quick = 0,
    ownAfter = 0;
  let minL = 12,
    sumLow = 0;
  let lastSettled = -1e9;
  const answered = 0;
  let spread = 0;
  let noise = 0;
  let touchMass = 0;
  const bigSmall = 0;
  for (const o of trip.observations()) {
    const outputs = stepSmartCart(cart, o);
    if (o.kind === "own") {
      own++;
      if (cart.lines.size > 0) ownAfter++;
    }
    if (o.kind === "removal") removals++;
    for (const x of outputs) {
      if (x.kind === "question") {
        questions++;
        if (!trip.ask(x)) wrongQ++;
      }
      if (x.kind === "rest") {
        noise = x.rest.noiseG;
        spread = Math.max(spread, x.rest.spreadG / Math.max(0.01, x.rest.noiseG));
      }
      if (x.kind === "change") {
        steps++;
        const s = x.step as any;
        if (s.isRolled) rolledSteps++;
        const d = s.settledMs - s.startMs;
        longest = Math.max(longest, d);
        unrest += d;
        maxErr = Math.max(maxErr, s.errorG);
        if (s.changeG < -10) downs++;
        if (s.startMs - lastSettled < 1500) quick++;
        lastSettled = s.settledMs;
        const h = cart.hypotheses;
        const miss = (one: any) =>
          one.held.some(({ kind }: any) => kind === "unscanned" || kind === "other");
        const L = logit(1 - weighCart(h, miss));
        minL = Math.min(minL, L);
        if (L < 0) sumLow++;
        touchMass += weighCart(h, (one: any) => one.held.some(({ kind }: any) => kind === "touch"));
      }
    }
  }
  const truth = trip.truth();
  const h = advanceHypotheses(cart, cart.nowMs);
  const any = (f: (x: any) => boolean) => logit(weighCart(h, (one) => one.held.some(f)));
  const L = Math.min(
    12,
    Math.max(
      -12,
      logit(
        weighCart(
          h,
          (o) =>
            o.open.length + o.out.length === 0 &&
            !o.held.some(({ kind }) => kind === "unscanned" || kind === "other"),
        ),
      ),
    ),
  );
  const mM = logit(
    weighCart(h, (o) => o.held.some(({ kind }) => kind === "unscanned" || kind === "other")),
  );
  const mT = logit(weighCart(h, (o) => o.open.length + o.out.length > 0));

  let z2 = 0,
    zmax = 0,
    zs = 0,
    nz = 0,
    zneg = 0;
  const map = h[0]!;
  for (const one of map.held)
    if (one.kind === "line") {
      const line = cart.lines.get(one.lineId!);
      if (!line || Number.isNaN(line.weightG)) continue;
      const z = (one.weightG - line.weightG) / Math.hypot(line.spreadG, one.errorG);
      z2 += z * z;
      zmax = Math.max(zmax, Math.abs(z));
      zs += z;
      nz++;
      zneg = Math.max(zneg, z);
    }
  const ownG = map.held.filter((x) => x.kind === "own").reduce((s, x) => s + x.weightG, 0);
  const unknown = [...cart.lines.values()].filter((l) => Number.isNaN(l.weightG)).length;
  const f = {
    L,
    miss: any(({ kind }) => kind === "unscanned" || kind === "other"),
    other: any((x) => x.kind === "other"),
    unsc: any((x) => x.kind === "unscanned"),
    open: logit(weighCart(h, (o) => o.open.length > 0)),
    outp: logit(weighCart(h, (o) => o.out.length > 0)),
    ownD: any((x) => x.kind === "own" && x.isDeclared),
    ownU: any((x) => x.kind === "own" && !x.isDeclared),
    touch: any((x) => x.kind === "touch"),
    ownG: Math.log1p(ownG),
    unscD: any((x) => x.kind === "unscanned" && x.isDeclared),
    nLines: Math.log1p(cart.lines.size),
    dur: Math.log(cart.nowMs + 1),
    questions,
    own,
    ownAfter,
    removals,
    steps: Math.log1p(steps),
    rolledSteps,
    longest: Math.log1p(longest),
    unrest: Math.log1p(unrest),
    maxErr: Math.log(maxErr + 0.01),
    downs,
    quick,
    minL,
    sumLow,
    spread: Math.log(spread + 0.1),
    noise: Math.log(noise + 0.01),
    touchMass,
    z2: nz ? z2 / nz : 0,
    zmax,
    zs: nz ? zs / Math.sqrt(nz) : 0,
    zneg,
    unknown,
    hyp: Math.log(h.length),
    top: logit(Math.exp(map.logWeight)),
    fault: cart.faultSinceMs === null ? 0 : 1,
    diff: steps - cart.lines.size,
  };
  const isExact = [...truth.bill].sort().join() === [...truth.goods].sort().join();
  const price = (b: readonly string[]) => b.reduce((s, x) => s + (products.get(x)?.price ?? 0), 0);
  lines.push(
    JSON.stringify({
      habit: truth.habit,
      family: world.family,
      isExact,
      lost: Math.max(0, price(truth.goods) - price(truth.bill)),
      seed: task.seed,
      mM,
      mT,
      wrongQ,
      missing: over(truth.goods, truth.bill),
      tooMuch: over(truth.bill, truth.goods),
      f,
    }),
  );
  if (lines.length >= 50) {
    appendFileSync(out!, lines.join("\n") + "\n");
    lines = [];
  }
}
appendFileSync(out!, lines.join("\n") + "\n");
