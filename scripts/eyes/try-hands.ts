import { evaluateSimulation } from "@saunter/edge/evaluate/evaluate-stream";
import { createSteppedEngine } from "@saunter/edge/stepped-engines";
import { addHandViews } from "@saunter/sim/hand-views";
import { createSimulation } from "@saunter/sim/simulate";
const [, , names, minutes, seeds] = process.argv;
for (const scenario of names!.split(",") as any[]) {
  const sums: Record<string, any> = {};
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const events: any[] = [];
    const base = createSimulation({ seed, scenario, minutes: Number(minutes) });
    for (const _ of base.observations());
    const truth = base.truth();
    const products = [...base.shop.products.keys()];
    for (const kind of (process.argv[5] ?? "none,useful,random,constant").split(",") as any[]) {
      const sim = createSimulation({ seed, scenario, minutes: Number(minutes) });
      const wrapped = { ...sim, observations: () => kind === "none" ? sim.observations() : addHandViews(sim.observations(), { seed, products, events: truth.events, kind, ...JSON.parse(process.argv[6] ?? "{}") }) as any };
      const { score } = await evaluateSimulation(scenario, wrapped as any, (shop) => createSteppedEngine(shop, { overchargeCost: 1 }), () => 0);
      const s = (sums[kind] ??= { tp: 0, told: 0, units: 0, exact: 0, receipts: 0 });
      const x: any = score;
      if (seed === 1 && kind === "none" && scenario === names!.split(",")[0]) console.log(Object.keys(x));
      s.tp += x.truePositives; s.told += x.predictedUnits; s.units += x.trueUnits;
      s.exact += x.exactReceipts; s.receipts += x.receipts.length; s.flagged = (s.flagged??0) + x.flaggedReceipts; s.wrongAccepted = (s.wrongAccepted??0)+x.wrongAccepted;
    }
  }
  for (const [kind, s] of Object.entries(sums)) console.log(scenario, kind, JSON.stringify(s), "F1", (2 * s.tp / (s.told + s.units)).toFixed(4));
}
