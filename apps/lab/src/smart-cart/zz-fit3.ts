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

const set =
  (ns: string[], sq = false) =>
  (r: any) =>
    ns.flatMap((n) => (sq ? [clip(r.f[n]), clip(r.f[n]) ** 2] : [clip(r.f[n])]));
const sh = (r: any) => r.pm / Math.max(1e-12, r.pm + r.pt);
const shares = rows.map((r) => ({
  m: Math.min(1, r.pm / Math.max(1e-9, 1 - 1 / (1 + Math.exp(-(2.6 + 0.42 * r.f.L))))),
  t: Math.min(1, r.pt / Math.max(1e-9, 1 - 1 / (1 + Math.exp(-(2.6 + 0.42 * r.f.L))))),
}));
function decide(ex: number[], h: number, acc: number, glance: number, item = 450, wc = 2) {
  let chk = 0,
    fa = 0,
    he = 0,
    found = 0,
    foundW = 0,
    dn = 0,
    dw = 0,
    left = 0,
    lost = 0,
    let_ = 0,
    letOk = 0,
    hn = 0;
  rows.forEach((r, i) => {
    const e = ex[i]!;
    const harm = (1 - e) * (shares[i]!.m + h * shares[i]!.t) * item;
    const costs = [harm, glance + 0.3 * harm, (wc + acc * e) * glance + 0.03 * harm];
    const c = costs.indexOf(Math.min(...costs));
    const honest = r.habit === "honest";
    if (honest) {
      hn++;
      if (r.isExact) {
        he++;
        if (c) chk++;
        if (c === 2) fa++;
      }
      if (!c) {
        let_++;
        if (r.isExact) letOk++;
      }
    } else if (!r.isExact) {
      dn++;
      if (c) found++;
      if (r.habit !== "cheaper-produce") {
        dw++;
        if (c) foundW++;
      }
    }
    if (!r.isExact && r.lost > 0) {
      lost += r.lost;
      left += r.lost * [1, 0.3, 0.03][c]!;
    }
  });
  return `chk ${((100 * chk) / he).toFixed(1)} fa ${((100 * fa) / he).toFixed(2)} found ${((100 * found) / dn).toFixed(1)} byW ${((100 * foundW) / dw).toFixed(1)} loss ${((0.44 * left) / lost).toFixed(3)} letOK ${((100 * letOk) / let_).toFixed(2)}`;
}

const sig = (x: number) => 1 / (1 + Math.exp(-x));
const lg = (p: number) => { const q = Math.min(1 - 1e-6, Math.max(1e-6, p)); return Math.log(q / (1 - q)); };
rows.forEach((r, i) => { const wrong = 1 - sig(r.f.L); r.tm = lg(wrong * shares[i]!.t); r.ms = lg(wrong * shares[i]!.m); r.n = r.f.nLines; });
function cvOn(fs: (r: any) => number[], label: (r: any) => boolean, use: (r: any) => boolean, weight: (r: any) => number): number[] {
  const p = new Array(rows.length).fill(0);
  for (const fam of families) {
    const tr = rows.filter((r) => r.family !== fam && use(r));
    const X = tr.map(fs); const d = X[0]!.length;
    const m = fitSignedLogistic({ features: X.flat(), outcomes: tr.map((r) => Number(label(r))), counts: tr.map(weight) }, X[0]!.map(() => 0 as const), 1e-4);
    if (fam === families[0]) console.log("   model", m.offset.toFixed(2), m.weights.map((v) => v.toFixed(2)).join(" "));
    rows.forEach((r, i) => { if (r.family === fam) p[i] = predictLogistic(m, fs(r)); });
  }
  return p;
}
function decide2(m: number[], t: number[], h: number, acc: number, glance: number, item = 450, wc = 2) {
  let chk = 0, fa = 0, he = 0, found = 0, foundW = 0, dn = 0, dw = 0, left = 0, lost = 0, let_ = 0, letOk = 0, chkT = 0;
  rows.forEach((r, i) => {
    const e = Math.max(0, 1 - m[i]! - t[i]!); const harm = (m[i]! + h * t[i]!) * item;
    const costs = [harm, glance + .3 * harm, (wc + acc * e) * glance + .03 * harm];
    const c = costs.indexOf(Math.min(...costs));
    const honest = r.habit === "honest";
    if (honest) { if (r.isExact) { he++; if (c) { chk++; if (m[i]! < h * t[i]!) chkT++; } if (c === 2) fa++; } if (!c) { let_++; if (r.isExact) letOk++; } }
    else if (!r.isExact) { dn++; if (c) found++; if (r.habit !== "cheaper-produce") { dw++; if (c) foundW++; } }
    if (!r.isExact && r.lost > 0) { lost += r.lost; left += r.lost * [1, .3, .03][c]!; }
  });
  return `chk ${(100 * chk / he).toFixed(1)} (by t ${(100 * chkT / he).toFixed(1)}) fa ${(100 * fa / he).toFixed(2)} found ${(100 * found / dn).toFixed(1)} byW ${(100 * foundW / dw).toFixed(1)} loss ${(.44 * left / lost).toFixed(3)} letOK ${(100 * letOk / let_).toFixed(2)}`;
}
const nH = rows.filter((r) => r.habit === "honest").length, nD = rows.length - nH;
console.log("honest wrong", rows.filter((r) => r.habit === "honest" && !r.isExact).length / nH, "of these lost>0", rows.filter((r) => r.habit === "honest" && !r.isExact && r.lost > 0).length / nH);
const M = (r: any) => !r.isExact && r.lost > 0, T = (r: any) => !r.isExact && !(r.lost > 0);
for (const dis of [.029, .02, .01]) {
  const wt = (r: any) => r.habit === "honest" ? (1 - dis) / nH : dis / nD;
  const t = cvOn((r) => [r.tm, r.n], T, (r) => r.habit === "honest", () => 1 / nH);
  for (const fs of [(r: any) => [r.ms, r.n], (r: any) => [r.ms, r.n, r.tm], (r: any) => [r.ms, r.n, r.f.ownAfter, r.f.ownU]]) {
    const m = cvOn(fs, M, () => true, wt);
    report("m", m.map((x) => 1 - x));
    for (const h of [2, 1]) for (const acc of [2, 1]) for (const g of [22, 15, 11]) console.log("dis", dis, "h", h, "acc", acc, "g", g, decide2(m, t, h, acc, g));
  }
}
