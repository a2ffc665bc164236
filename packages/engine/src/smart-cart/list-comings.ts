/** What may come in a change of a smart cart's weight, and what may go. */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import {
  type CartHypothesis,
  type CartLines,
  expectGoods,
  type Held,
  without,
} from "./cart-hypotheses.ts";
import type { TrayStep } from "./cart-observation.ts";
import { weighOwnThing } from "./goods-density.ts";

export interface ChangeScene {
  readonly tray: number;
  /** The cart has left the place where carts stand. */
  readonly hasRolled: boolean;
  /** The change before of the same tray: what is left of it is no change of its own. */
  readonly before: TrayStep | null;
  readonly parameters: SmartCartParameters;
  readonly lines: CartLines;
  /** log density of the weight of goods that nothing is known of. */
  readonly weighGoods: (weightG: number) => number;
}

/** Something that may come in one change. */
export interface Coming {
  readonly log: number;
  /** One thing, and what it should be: it may come as another goes. */
  readonly isSingle: boolean;
  readonly weightG: number;
  readonly spreadG: number;
  /** log density of what comes beside its expected weight; null where that is all. */
  readonly spare: ((weightG: number) => number) | null;
  readonly held: (spareG: number, errorG: number) => readonly Held[];
  readonly open: readonly string[];
  readonly out: readonly string[];
}

/** Something that may go. */
export interface Going {
  readonly log: number;
  readonly held: readonly Held[];
  readonly weightG: number;
  readonly errorG: number;
}

/** Lines that are put in together, at most, and that are thought of, the newest. */
const TOGETHER_MAX = 3;
const OPEN_MAX = 4;
/** Two that go together weigh about what is lost. */
const PAIR_OFF_SHARE = 0.2;

export function listComings(
  scene: ChangeScene,
  step: TrayStep,
  hypothesis: CartHypothesis,
): Coming[] {
  const { parameters, weighGoods } = scene;
  const { open, out } = hypothesis;
  const comings: Coming[] = [];
  for (const { lines, log } of listOpenSets(scene, step, hypothesis)) {
    const put = toPut(scene, step, hypothesis, lines, log);
    const left = { open: without(open, lines), out };
    comings.push({ ...put, ...left });
    if (lines.length === 1) {
      comings.push(...listBeside(scene, step, lines[0]!, put).map((one) => ({ ...one, ...left })));
    }
  }
  for (const lineId of dropSame(scene.lines, out)) {
    const line = scene.lines.get(lineId)!;
    if (Number.isNaN(line.weightG)) continue;
    const put = toPut(scene, step, hypothesis, [lineId], Math.log(parameters.back / out.length));
    comings.push({ ...put, open, out: without(out, [lineId]) });
  }
  const unknown = (kind: "unscanned" | "own", odds: number, weigh: Coming["spare"]): Coming => ({
    log: Math.log(odds),
    isSingle: kind === "unscanned",
    weightG: 0,
    spreadG: 0,
    spare: weigh,
    held: (spareG, errorG) => [{ ...makeThing(scene, step, spareG, errorG, weigh!(spareG)), kind }],
    open,
    out,
  });
  const { unscanned, unscannedBeside } = parameters;
  const weighOwn = (weightG: number): number => weighOwnThing(parameters, weightG);
  comings.push(
    unknown("unscanned", open.length > 0 ? unscannedBeside : unscanned, weighGoods),
    unknown("own", findOwnOdds(scene, hypothesis), weighOwn),
  );
  return comings;
}

/** People bring their own things before they shop; fewer bring several, or put one in later. */
export function findOwnOdds(
  { hasRolled, lines, parameters }: Pick<ChangeScene, "hasRolled" | "lines" | "parameters">,
  { held }: CartHypothesis,
): number {
  if (lines.size > 0) return parameters.ownLater;
  const again = held.some(({ kind }) => kind === "own") ? parameters.ownAgain : 1;
  return (hasRolled ? parameters.ownRolled : parameters.ownFirst) * again;
}

/** A line's goods with others beside them, or others in their place. */
function listBeside(
  scene: ChangeScene,
  step: TrayStep,
  lineId: string,
  put: Omit<Coming, "open" | "out">,
): Omit<Coming, "open" | "out">[] {
  const { lines, parameters, weighGoods } = scene;
  const { barcode, spreadG, weightG } = lines.get(lineId)!;
  const beside = { ...put, isSingle: false };
  const twice: Omit<Coming, "open" | "out"> = {
    ...beside,
    log: put.log + Math.log(parameters.extra),
    weightG: 2 * put.weightG,
    spreadG: Math.SQRT2 * put.spreadG,
    held: (spareG, errorG) => [
      ...put.held(spareG / 2, errorG),
      { ...makeThing(scene, step, weightG, spreadG, 0), barcode },
    ],
  };
  const another: Omit<Coming, "open" | "out"> = {
    ...beside,
    log: put.log + Math.log(parameters.extraOther),
    spare: weighGoods,
    held: (spareG, errorG) => [
      ...put.held(0, put.spreadG),
      makeThing(scene, step, spareG, Math.hypot(errorG, put.spreadG), weighGoods(spareG)),
    ],
  };
  const instead: Omit<Coming, "open" | "out"> = {
    ...put,
    log: put.log + Math.log(parameters.otherLabel),
    weightG: 0,
    spreadG: 0,
    spare: weighGoods,
    held: (spareG, errorG) => [
      { ...makeThing(scene, step, spareG, errorG, weighGoods(spareG)), kind: "other", lineId },
    ],
  };
  return Number.isNaN(weightG) ? [instead] : [twice, another, instead];
}

/** One line of each kind of goods: which of several it is makes no difference. */
function dropSame(lines: CartLines, lineIds: readonly string[]): string[] {
  const keys = new Set<string>();
  return lineIds.filter((lineId) => {
    const key = lines.get(lineId)?.goodsKey ?? lineId;
    return keys.size < keys.add(key).size;
  });
}

/** Lines that may be put in together, with how likely that is, log. */
function listOpenSets(
  { lines, parameters }: ChangeScene,
  { isRolled, settledMs, startMs }: TrayStep,
  { open }: CartHypothesis,
): { readonly lines: readonly string[]; readonly log: number }[] {
  const { put, putMore, putMoreRolled, putOld } = parameters;
  const more = isRolled ? putMoreRolled : putMore;
  const byGoods = new Map<string, string[]>();
  for (const lineId of [...open].reverse()) {
    const key = lines.get(lineId)?.goodsKey;
    if (key !== undefined) byGoods.set(key, [...(byGoods.get(key) ?? []), lineId]);
  }
  const newest = [...byGoods.values()].slice(0, OPEN_MAX);
  const sets: { lines: readonly string[]; log: number }[] = [];
  const add = (chosen: readonly string[], from: number, log: number): void => {
    for (const [at, alike] of newest.entries()) {
      if (at < from) continue;
      const logHere = log + (chosen.length === 0 ? at * Math.log(putOld) : Math.log(more));
      for (let count = 1; count <= alike.length; count++) {
        const isAll = count === alike.length;
        const own = [...chosen, ...alike.slice(0, count)];
        if (own.length > TOGETHER_MAX && !isAll) continue;
        // Several of the same come one by one, or all at once.
        const logOwn = logHere + (isAll ? Math.min(1, count - 1) : count - 1) * Math.log(more);
        sets.push({ lines: own, log: logOwn });
        if (own.length < TOGETHER_MAX) add(own, at + 1, logOwn);
      }
    }
  };
  add([], 0, Math.log(put));
  // While it moved for long, each that was scanned meanwhile is likely to have been put in.
  const during = open.filter((lineId) => {
    const scannedMs = lines.get(lineId)?.scannedMs ?? Number.NaN;
    return scannedMs > startMs && scannedMs < settledMs;
  });
  if (during.length > TOGETHER_MAX) {
    sets.push({ lines: during, log: Math.log(put * more) });
    for (const at of during.keys()) {
      sets.push({ lines: during.toSpliced(at, 1), log: Math.log(put * more * more) });
    }
  }
  return sets;
}

function toPut(
  { lines, tray, weighGoods }: ChangeScene,
  { settledMs }: TrayStep,
  hypothesis: CartHypothesis,
  lineIds: readonly string[],
  log: number,
): Omit<Coming, "open" | "out"> {
  const own = lineIds.map((lineId) => ({
    lineId,
    barcode: lines.get(lineId)!.barcode,
    expected: expectGoods(hypothesis, lines, lineId),
  }));
  const known = own.filter(({ expected }) => !Number.isNaN(expected.weightG));
  const isKnown = known.length === own.length;
  const weightG = known.reduce((sum, { expected }) => sum + expected.weightG, 0);
  const spreadG = Math.hypot(...known.map(({ expected }) => expected.spreadG), 0);
  return {
    log,
    isSingle: lineIds.length === 1,
    weightG,
    spreadG,
    spare: isKnown ? null : weighGoods,
    held: (spareG, errorG) =>
      own.map(({ barcode, expected, lineId }): Held => {
        const isUnknown = Number.isNaN(expected.weightG);
        // Goods of unknown weight make up for what is more; of others each by how much it may be off.
        const knownPart = isKnown ? (expected.spreadG / spreadG) ** 2 : 0;
        const part = isUnknown ? 1 / (own.length - known.length) : knownPart;
        const ownG = (isUnknown ? 0 : expected.weightG) + part * spareG;
        return {
          kind: "line",
          tray,
          lineId,
          barcode,
          weightG: ownG,
          errorG: own.length === 1 || isUnknown ? errorG : expected.spreadG,
          logDensity: isUnknown ? weighGoods(ownG) : 0,
          sinceMs: settledMs,
          isDeclared: false,
        };
      }),
  };
}

function makeThing(
  { tray }: ChangeScene,
  { settledMs }: TrayStep,
  weightG: number,
  errorG: number,
  logDensity: number,
): Held {
  return {
    kind: "unscanned",
    tray,
    lineId: null,
    barcode: null,
    weightG,
    errorG,
    logDensity,
    sinceMs: settledMs,
    isDeclared: false,
  };
}

export function listGoings(
  { lines, parameters }: ChangeScene,
  { isRolled }: TrayStep,
  { held }: CartHypothesis,
  changeG: number,
): Going[] {
  const goods = held.filter(({ kind }) => kind !== "touch");
  if (goods.length === 0) return [];
  const odds = isRolled ? parameters.takeOutRolled : parameters.takeOut;
  const logOne = Math.log(odds / goods.length);
  const goings = listAlike(lines, goods, changeG).map(({ count, one }) => ({
    log: logOne + Math.log(count),
    held: [one],
    weightG: one.weightG,
    errorG: one.errorG,
  }));
  const pairLog = logOne + Math.log(parameters.putMore / goods.length);
  const pairs: Going[] = [];
  for (const [at, one] of changeG < 0 ? goods.entries() : []) {
    for (const other of goods.slice(at + 1)) {
      const weightG = one.weightG + other.weightG;
      if (!(Math.abs(weightG + changeG) < PAIR_OFF_SHARE * -changeG)) continue;
      const errorG = Math.hypot(one.errorG, other.errorG);
      pairs.push({ log: pairLog, held: [one, other], weightG, errorG });
    }
  }
  return [...goings, ...pairs, ...listAll(goods, pairLog)];
}

/** All goods at once, as in a bag that is lifted out; of fewer than three the others tell. */
function listAll(goods: readonly Held[], log: number): Going[] {
  if (goods.length < 3) return [];
  const weightG = goods.reduce((sum, one) => sum + one.weightG, 0);
  const errorG = Math.hypot(...goods.map((one) => one.errorG));
  return [{ log, held: goods, weightG, errorG }];
}

/** Of lines of the same goods, the one that weighs most like what goes, and how many there are. */
function listAlike(
  lines: CartLines,
  goods: readonly Held[],
  changeG: number,
): { readonly one: Held; readonly count: number }[] {
  const byKey = new Map<string, { one: Held; count: number }>();
  for (const [at, one] of goods.entries()) {
    const goodsKey = one.lineId === null ? undefined : lines.get(one.lineId)?.goodsKey;
    const key = goodsKey === undefined ? String(at) : `${one.kind} ${goodsKey}`;
    const known = byKey.get(key);
    const isNearer =
      known === undefined ||
      Math.abs(one.weightG + changeG) < Math.abs(known.one.weightG + changeG);
    byKey.set(key, { one: isNearer ? one : known.one, count: (known?.count ?? 0) + 1 });
  }
  return [...byKey.values()];
}
