import { createEngine, stepEngine } from "@saunter/perception/engine";
import { rateHands } from "@saunter/perception/hand-evidence";
import { addHandViews } from "@saunter/sim/hand-views";
import { createSimulation } from "@saunter/sim/simulate";
const [, , scenario, minutes, seed, kind] = process.argv as any[];
const base = createSimulation({ seed: +seed, scenario, minutes: +minutes });
for (const _ of base.observations());
const { events } = base.truth();
const products = [...base.shop.products.keys()];
const engine = createEngine(base.shop);
let at = 0; const rs: number[] = [];
for (const o of addHandViews(base.observations(), { seed: +seed, products, events, kind })) {
  stepEngine(engine, o);
  while (at < events.length && o.timestampMs > events[at]!.timestamp * 1000 + 2500) {
    const e = events[at++]!;
    if (e.kind !== "pickup" && e.kind !== "putback") continue;
    const r = rateHands(engine.tracks, engine.index, { kind: e.kind === "pickup" ? "pick" : "putback", shopperId: e.targetId, barcode: e.barcode, timestampMs: e.timestamp * 1000, gondola: e.gondola, shelf: e.shelf, plates: e.plates });
    rs.push(r);
    if (at < 30) console.log(e.kind, e.targetId, e.barcode, r.toFixed(2), engine.handTrust.usefulShare.toFixed(3));
  }
}
const n = rs.length; console.log(n, "mean", rs.reduce((a, b) => a + b, 0) / n, "zero", rs.filter((x) => x === 0).length, ">1", rs.filter((x) => x > 1).length, "<-1", rs.filter((x) => x < -1).length, "trust", engine.handTrust.usefulShare, products.length);
