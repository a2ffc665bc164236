import { readFileSync } from "node:fs";
import { fitSignedLogistic, predictLogistic } from "@saunter/numerics/signed-logistic";

const rows = ["0", "1"].flatMap((k) =>
  readFileSync(`/tmp/w/feat${k}.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((x) => JSON.parse(x)),
);
console.log(rows.length);
const names = Object.keys(rows[0].f);
const families = [...new Set(rows.map((r) => r.family))];
const wrongN = rows.filter((r) => !r.isExact).length;
const w = (r: any) => (r.isExact ? 0.971 / (rows.length - wrongN) : 0.029 / wrongN);
const PEN = Number(process.argv[2] ?? 1e-4);
function cv(fs: (r: any) => number[]): number[] {
  const p = new Array(rows.length).fill(0);
  for (const fam of families) {
    const tr = rows.filter((r) => r.family !== fam);
    const X = tr.map(fs);
    const d = X[0]!.length;
    const mu = Array.from({ length: d }, (_, j) => X.reduce((s, x) => s + x[j]!, 0) / X.length);
    const sd = mu.map(
      (m, j) => Math.sqrt(X.reduce((s, x) => s + (x[j]! - m) ** 2, 0) / X.length) || 1,
    );
    const z = (x: number[]) => x.map((v, j) => (v - mu[j]!) / sd[j]!);
    const m = fitSignedLogistic(
      { features: X.flatMap(z), outcomes: tr.map((r) => Number(r.isExact)), counts: tr.map(w) },
      mu.map(() => 0 as const),
      PEN,
    );
    rows.forEach((r, i) => {
      if (r.family === fam) p[i] = predictLogistic(m, z(fs(r)));
    });
    if (fam === families[0] && process.argv[3])
      console.log(m.weights.map((v, j) => [j, v.toFixed(2)]).join(" "));
  }
  return p;
}
function report(name: string, score: number[]): void {
  const he = rows
    .map((r, i) => ({ r, s: score[i]! }))
    .filter(({ r }) => r.habit === "honest" && r.isExact)
    .map((x) => x.s)
    .sort((a, b) => a - b);
  const dis = rows
    .map((r, i) => ({ r, s: score[i]! }))
    .filter(({ r }) => r.habit !== "honest" && !r.isExact && r.habit !== "cheaper-produce");
  const out = [0.01, 0.03, 0.04, 0.055, 0.08].map((q) => {
    const t = he[Math.floor(q * he.length)]!;
    const f = dis.filter((x) => x.s < t).length / dis.length;
    const all = rows
      .map((r, i) => ({ r, s: score[i]! }))
      .filter(({ r }) => !r.isExact && r.lost > 0);
    const loss =
      (0.44 * all.reduce((a, x) => a + (x.s < t ? 0.3 : 1) * x.r.lost, 0)) /
      all.reduce((a, x) => a + x.r.lost, 0);
    return `${(100 * q).toFixed(1)}%: ${(100 * f).toFixed(1)} loss ${loss.toFixed(3)}`;
  });
  const ll = rows.reduce(
    (s, r, i) => s - w(r) * Math.log(Math.max(1e-9, r.isExact ? score[i]! : 1 - score[i]!)),
    0,
  );
  console.log(name.padEnd(24), `ll ${ll.toFixed(4)}`, out.join("   "));
}
const clip = (v: number) => Math.min(12, Math.max(-12, v));
report(
  "L",
  cv((r) => [r.f.L]),
);
report(
  "L,miss,toomuch",
  cv((r) => [r.f.L, clip(r.f.miss), clip(r.f.open), clip(r.f.outp)]),
);
const set =
  (ns: string[], sq = false) =>
  (r: any) =>
    ns.flatMap((n) => (sq ? [clip(r.f[n]), clip(r.f[n]) ** 2] : [clip(r.f[n])]));
report("all linear", cv(set(names)));
report("all + squares", cv(set(names, true)));
const core = [
  "L",
  "other",
  "unsc",
  "open",
  "outp",
  "ownD",
  "ownU",
  "ownG",
  "ownAfter",
  "minL",
  "zmax",
  "zneg",
  "z2",
  "noise",
  "maxErr",
];
report("core", cv(set(core)));
report("core + sq", cv(set(core, true)));
report(
  "core*L",
  cv((r) => core.flatMap((n) => [clip(r.f[n]), (clip(r.f[n]) * r.f.L) / 6])),
);
for (const n of names)
  report(
    "L+" + n,
    cv((r) => [r.f.L, r.f.L ** 2, clip(r.f[n]), clip(r.f[n]) ** 2]),
  );
