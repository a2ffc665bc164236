import { readFileSync } from "node:fs";
import { fitSignedLogistic, predictLogistic } from "@saunter/numerics/signed-logistic";

const rows = ["0", "1"].flatMap((k) =>
  readFileSync(`/tmp/w/f-${process.argv[2]}-${k}.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((x) => JSON.parse(x)),
);
const families = [...new Set(rows.map((r) => r.family))];
const nH = rows.filter((r) => r.habit === "honest").length,
  nD = rows.length - nH;
const H = rows.filter((r) => r.habit === "honest");
const p1 = (x: number) => (100 * x).toFixed(2);
console.log(
  rows.length,
  "honest wrong",
  p1(H.filter((r) => !r.isExact).length / nH),
  "missing",
  p1(H.filter((r) => r.missing).length / nH),
  "tooMuch",
  p1(H.filter((r) => r.tooMuch).length / nH),
  "q",
  (H.reduce((s, r) => s + r.f.questions, 0) / nH).toFixed(2),
  "wrong",
  (H.reduce((s, r) => s + r.wrongQ, 0) / nH).toFixed(2),
);
const c12 = (v: number) => Math.max(-14, Math.min(14, v));
function cvOn(
  fs: (r: any) => number[],
  label: (r: any) => boolean,
  weight: (r: any) => number,
): number[] {
  const p = new Array(rows.length).fill(0);
  for (const fam of families) {
    const tr = rows.filter((r) => r.family !== fam);
    const X = tr.map(fs);
    const m = fitSignedLogistic(
      { features: X.flat(), outcomes: tr.map((r) => Number(label(r))), counts: tr.map(weight) },
      X[0]!.map(() => 0 as const),
      1e-4,
    );
    if (fam === families[0])
      console.log("   model", m.offset.toFixed(2), m.weights.map((v) => v.toFixed(2)).join(" "));
    rows.forEach((r, i) => {
      if (r.family === fam) p[i] = predictLogistic(m, fs(r));
    });
  }
  return p;
}
function decide(
  m: number[],
  t: number[],
  h: number,
  acc: number,
  glance: number,
  item = 450,
  wc = 2,
): string {
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
    chkT = 0;
  rows.forEach((r, i) => {
    const e = Math.max(0, 1 - m[i]! - t[i]!);
    const harm = (m[i]! + h * t[i]!) * item;
    const costs = [harm, glance + 0.3 * harm, (wc + acc * e) * glance + 0.03 * harm];
    const c = costs.indexOf(Math.min(...costs));
    if (r.habit === "honest") {
      if (r.isExact) {
        he++;
        if (c) {
          chk++;
          if (m[i]! < h * t[i]!) chkT++;
        }
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
  return `chk ${p1(chk / he)} (by t ${p1(chkT / he)}) fa ${p1(fa / he)} found ${p1(found / dn)} byW ${p1(foundW / dw)} loss ${((0.44 * left) / lost).toFixed(3)} letOK ${p1(letOk / let_)}`;
}
const wt = (r: any) => (r.habit === "honest" ? (1 - 0.029) / nH : 0.029 / nD);
const wh = (r: any) => (r.habit === "honest" ? 1 / nH : 0);
const t = cvOn(
  (r) => [c12(r.mT), r.f.nLines],
  (r) => r.tooMuch,
  wh,
);
const t2 = cvOn(
  (r) => [c12(r.mT), r.f.nLines],
  (r) => r.tooMuch,
  wt,
);
const m = cvOn(
  (r) => [c12(r.mM), r.f.nLines],
  (r) => r.missing,
  wt,
);
for (const h of [2, 1, 0.5, 0.2])
  for (const g of [22, 15])
    console.log(
      "h",
      h,
      "g",
      g,
      "honest t:",
      decide(m, t, h, 2, g),
      "| mixed t:",
      decide(m, t2, h, 2, g),
    );
console.log("single");
const sg = (x: number) => 1 / (1 + Math.exp(-x));
const nW = rows.filter((r) => !r.isExact).length;
const old = (r: any) => (r.isExact ? (1 - 0.029) / (rows.length - nW) : 0.029 / nW);
for (const [name, w] of [
  ["natural", wt],
  ["old", old],
] as const) {
  const e = cvOn(
    (r) => [r.f.L, r.f.nLines],
    (r) => r.isExact,
    w,
  );
  const ms = rows.map(
    (r, i) => (1 - e[i]!) * Math.min(1, sg(r.mM) / Math.max(1e-9, 1 - sg(r.f.L))),
  );
  const ts = rows.map(
    (r, i) => (1 - e[i]!) * Math.min(1, sg(r.mT) / Math.max(1e-9, 1 - sg(r.f.L))),
  );
  for (const h of [2, 1, 0.5, 0.2])
    for (const g of [22, 18, 15]) console.log(name, "h", h, "g", g, decide(ms, ts, h, 2, g));
}
for (const acc of [2, 3, 4])
  for (const h of [1, 0.5])
    for (const g of [25, 22, 18])
      console.log("two acc", acc, "h", h, "g", g, decide(m, t, h, acc, g));
console.log("acc");
{
  const e = cvOn(
    (r) => [r.f.L, r.f.nLines],
    (r) => r.isExact,
    old,
  );
  const ms = rows.map(
    (r, i) => (1 - e[i]!) * Math.min(1, sg(r.mM) / Math.max(1e-9, 1 - sg(r.f.L))),
  );
  const ts = rows.map(
    (r, i) => (1 - e[i]!) * Math.min(1, sg(r.mT) / Math.max(1e-9, 1 - sg(r.f.L))),
  );
  for (const acc of [0.5, 1, 1.5, 2])
    for (const wc of [1.5, 2])
      console.log("acc", acc, "wc", wc, decide(ms, ts, 1, acc, 22, 450, wc));
}
