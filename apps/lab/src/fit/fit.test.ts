/** How parameters are moved, scored and chosen. */
import type { ParameterTable } from "@saunter/numerics/parameter-table";
import type { WorldName } from "@saunter/sim/worlds";
import { describe, expect, it } from "vitest";
import type { MeasuredReceipt, MeasuredVisit, VisitTask } from "../worlds/measured-visit.ts";
import { chooseValue } from "./choose-value.ts";
import { averageObjective, measureGain, scoreVisit, type VisitObjective } from "./objective.ts";
import {
  type Changes,
  changeParameter,
  listParameters,
  type MovableParameter,
  moveParameter,
} from "./parameter-space.ts";
import { searchParameters } from "./search.ts";
import { measureSensitivity } from "./sensitivity.ts";

const TABLE = {
  warmS: { value: 2, unit: "s", meaning: "", source: "", kind: "fitted", range: [0, 2.2] },
  plates: { value: 2, unit: "plates", meaning: "", source: "", kind: "assumed", range: [1, 9] },
  cold: { value: 1, unit: "share", meaning: "", source: "", kind: "measured", range: [0, 1] },
} as const satisfies ParameterTable;

describe("parameters", () => {
  it("are listed by kind, with their topic", () => {
    const names = listParameters({ heat: TABLE }, ["fitted", "assumed"]);
    expect(names.map(({ topic, name }) => `${topic}.${name}`)).toEqual([
      ...["heat.warmS", "heat.plates"],
    ]);
  });

  it("move by a share of themselves, within their range", () => {
    expect(moveParameter({ value: 2, unit: "s", range: [0, 9] }, 0.3)).toBeCloseTo(2.6, 12);
    expect(moveParameter({ value: 2, unit: "s", range: [0, 9] }, -0.3)).toBeCloseTo(1.4, 12);
    expect(moveParameter({ value: -2, unit: "log", range: [-9, 9] }, 0.3)).toBeCloseTo(-1.4, 12);
    expect(moveParameter(TABLE.warmS, 0.3)).toBe(2.2);
    expect(moveParameter(TABLE.cold, 0.3)).toBeNull();
    expect(moveParameter({ value: 0, unit: "g", range: [-5, 5] }, -0.3)).toBeCloseTo(-0.3, 12);
  });

  it("that are counts stay whole, and move by one at least", () => {
    expect(moveParameter(TABLE.plates, 0.3)).toBe(3);
    expect(moveParameter(TABLE.plates, -0.3)).toBe(1);
    expect(moveParameter({ value: 64, unit: "hypotheses", range: [1, 999] }, 0.3)).toBe(83);
    expect(moveParameter({ value: 1, unit: "plates", range: [1, 9] }, -0.3)).toBeNull();
  });

  it("are changed beside those that were changed before", () => {
    const one = changeParameter({}, { topic: "heat", name: "warmS" }, 1);
    const two = changeParameter(one, { topic: "heat", name: "plates" }, 3);
    expect(changeParameter(two, { topic: "heat", name: "warmS" }, 2)).toEqual({
      heat: { warmS: 2, plates: 3 },
    });
    expect(one).toEqual({ heat: { warmS: 1 } });
  });
});

function makeVisit(receipts: readonly Partial<MeasuredReceipt>[]): MeasuredVisit {
  return {
    world: "measured",
    mix: "everyday",
    seed: 1,
    recordedSeconds: 1,
    events: { happened: [], reported: [] },
    receipts: receipts.map((one) => ({
      exact: true,
      alarmed: false,
      probabilityExact: 0.9,
      evidence: null,
      tags: [],
      ...one,
    })),
  };
}

describe("the objective of a visit", () => {
  const rate = (one: Partial<MeasuredReceipt>): number =>
    scoreVisit(makeVisit([one]), 0.8).objective;

  it("is the log-probability of an exact receipt", () => {
    expect(rate({ probabilityExact: 0.9 })).toBeCloseTo(Math.log(0.9), 12);
    expect(rate({ probabilityExact: 0.5 })).toBeCloseTo(Math.log(0.5), 12);
  });

  it("is never more for a wrong receipt than for an exact one as unsure, and least where nobody reviews", () => {
    expect(rate({ exact: false, probabilityExact: 0.5 })).toBeLessThan(
      rate({ probabilityExact: 0.5 }),
    );
    const accepted = rate({ exact: false, probabilityExact: 0.85 });
    const alarmed = rate({ exact: false, probabilityExact: 0.85, alarmed: true });
    expect(accepted).toBeCloseTo(alarmed - 3, 12);
    expect(Number.isFinite(rate({ exact: false, probabilityExact: 1 }))).toBe(true);
  });

  it("counts what is exact, flagged, and accepted and wrong", () => {
    const receipts = [
      ...[{}, { probabilityExact: 0.5 }, { alarmed: true }, { exact: false }],
      { exact: false, probabilityExact: 0.1 },
    ];
    expect(scoreVisit(makeVisit(receipts), 0.8)).toMatchObject({
      receipts: 5,
      exact: 3,
      flagged: 3,
      wrongAccepted: 1,
    });
  });
});

function makeObjectives(
  objectives: Partial<Record<WorldName, readonly number[]>>,
): VisitObjective[] {
  return Object.entries(objectives).flatMap(([world, own]) =>
    own.map((objective) => ({
      world: world as WorldName,
      mix: "everyday" as const,
      objective,
      receipts: 2,
      exact: 0,
      flagged: 0,
      wrongAccepted: 0,
    })),
  );
}

describe("a gain", () => {
  it("is that of a receipt's mean objective, with no error where all visits gain alike", () => {
    const before = makeObjectives({ measured: [-1, -5], drawn: [-2] });
    const after = makeObjectives({ measured: [-0.5, -4.5], drawn: [-1.5] });
    expect(averageObjective(before)).toBeCloseTo(-8 / 6, 12);
    expect(measureGain(before, after)).toEqual({
      gain: expect.closeTo(0.25, 12),
      error: expect.closeTo(0, 12),
    });
  });

  it("is unsure where a few visits make it", () => {
    const before = makeObjectives({ measured: [-1, -1, -1, -1] });
    const { gain, error } = measureGain(before, makeObjectives({ measured: [-1, -1, -1, 3] }));
    expect(gain).toBeCloseTo(0.5, 12);
    // Differences of 0, 0, 0 and 4 a visit of two receipts: sqrt(3 · 1² + 3²) / 8.
    expect(error).toBeCloseTo(Math.sqrt(12) / 8, 12);
  });

  it("needs pairs", () => {
    expect(() => measureGain(makeObjectives({ drawn: [1] }), [])).toThrow(RangeError);
  });
});

describe("the value chosen", () => {
  const before = makeObjectives({ measured: [-4], families: [-4], drawn: [-4] });

  it("is the best over all worlds, with the gain of worlds that had no say", () => {
    const everywhere = makeObjectives({ measured: [-2], families: [-2], drawn: [-2] });
    const worse = makeObjectives({ measured: [-6], families: [-6], drawn: [-6] });
    const candidates = [
      { value: 1, visits: worse },
      { value: 3, visits: everywhere },
    ];
    expect(chooseValue(before, candidates)).toMatchObject({
      value: 3,
      visits: everywhere,
      inWorld: { gain: 1 },
      heldOutGain: 1,
    });
  });

  it("that serves one world alone loses where that world is left out", () => {
    const candidates = [
      { value: 1, visits: makeObjectives({ measured: [8], families: [-5], drawn: [-5] }) },
    ];
    const { value, inWorld, heldOutGain } = chooseValue(before, candidates);
    expect(value).toBe(1);
    expect(inWorld.gain).toBeGreaterThan(0);
    // Without the first world it is not chosen; with it, the two others lose.
    expect(heldOutGain).toBeCloseTo(-1 / 3, 12);
  });

  it("is none where every candidate loses", () => {
    const candidates = [
      { value: 1, visits: makeObjectives({ measured: [-5], families: [-5], drawn: [-5] }) },
    ];
    expect(chooseValue(before, candidates)).toMatchObject({
      value: null,
      visits: before,
      inWorld: { gain: 0, error: 0 },
      heldOutGain: 0,
    });
  });
});

const HEAT = listParameters(
  {
    heat: {
      warm: { value: 1, unit: "share", meaning: "", source: "", kind: "fitted", range: [0, 4] },
      bent: { value: 1, unit: "share", meaning: "", source: "", kind: "fitted", range: [0, 4] },
      idle: { value: 1, unit: "share", meaning: "", source: "", kind: "fitted", range: [0, 4] },
      stuck: { value: 1, unit: "share", meaning: "", source: "", kind: "fitted", range: [1, 1] },
    },
  },
  ["fitted"],
);
const TASKS: readonly VisitTask[] = (["measured", "families", "drawn"] as const).map((world) => ({
  world,
  mix: "everyday",
  seed: 1,
}));

/** Receipts are surest where `warm` is 2, and `bent` 1.2 in one world alone; nothing else matters. */
async function measureHeat(tasks: readonly VisitTask[], changes: Changes) {
  const { warm = 1, bent = 1 } = changes.heat ?? {};
  return tasks.map(({ world }): MeasuredVisit => {
    const away = Math.abs(warm - 2) + (world === "drawn" ? 4 * Math.abs(bent - 1.2) : bent - 1);
    return { ...makeVisit([{ probabilityExact: Math.exp(-1 - 0.2 * away) }]), world };
  });
}

const names = (some: readonly { readonly parameter: MovableParameter }[]): string[] =>
  some.map(({ parameter }) => parameter.name);

describe("sensitivity", () => {
  const plan = { share: 0.3, screening: TASKS.slice(0, 1), visits: TASKS };

  it("sorts parameters by what they do, and tells those that do nothing apart", async () => {
    const { kept, less, none } = await measureSensitivity(
      { ...plan, parameters: HEAT, keptMost: 1 },
      measureHeat,
      () => 0,
    );
    expect([names(kept), names(less), names(none)]).toEqual([
      ...[["warm"], ["bent"], ["idle", "stuck"]],
    ]);
    // 0.2 · 0.3 either way, the same in each world.
    expect(kept[0]!.up!.gain).toEqual({
      gain: expect.closeTo(0.06, 9),
      error: expect.closeTo(0, 9),
    });
    expect(kept[0]!.down!.gain.gain).toBeCloseTo(-0.06, 9);
    expect(none[1]!.up).toBeNull();
  });

  it("ends when the time is over, and says what it left out", async () => {
    let asked = 0;
    const { kept, less, none, untried } = await measureSensitivity(
      {
        ...plan,
        parameters: HEAT,
        keptMost: 9,
        isTimeOver: (stage) => (stage === "screening" ? ++asked > 3 : ++asked > 5),
      },
      measureHeat,
      () => 0,
    );
    expect([names(kept), names(less), names(none)]).toEqual([["warm"], ["bent"], ["idle"]]);
    expect(untried.map(({ name }) => name)).toEqual(["stuck"]);
  });

  it("counts what becomes flagged at a bound that moves with the parameter", async () => {
    const boundOf = ({ heat }: Changes): number => ((heat?.idle ?? 1) > 1 ? 1 : 0);
    const { kept } = await measureSensitivity(
      { ...plan, parameters: HEAT, keptMost: 9 },
      measureHeat,
      boundOf,
    );
    const idle = kept.find(({ parameter }) => parameter.name === "idle")!;
    expect(idle.up).toMatchObject({ flagged: 3, exact: 0, wrongAccepted: 0 });
    expect(idle.down).toMatchObject({ flagged: 0 });
  });
});

describe("the search", () => {
  const plan = { parameters: HEAT, tasks: TASKS, shares: [0.3, 0.3, 0.3], isTimeOver: () => false };

  it("moves what every world gains by, and leaves what serves one alone", async () => {
    const { proposals, changes, total, before, after } = await searchParameters(
      plan,
      measureHeat,
      () => 0,
    );
    expect(new Set(names(proposals))).toEqual(new Set(["warm"]));
    expect(changes.heat!.warm).toBeCloseTo(1.3 ** 3, 9);
    expect(total.gain).toBeCloseTo(0.2 * (1 - Math.abs(2 - 1.3 ** 3)), 9);
    expect(averageObjective(after)).toBeGreaterThan(averageObjective(before));
  });

  it("leaves what gains less than its error, in every world though it be", async () => {
    const tasks = [1, 2, 3].flatMap((seed) => TASKS.map((task) => ({ ...task, seed })));
    const measureWith =
      (probabilities: readonly number[]) =>
      async (some: readonly VisitTask[], { heat }: Changes) =>
        some.map((task): MeasuredVisit => {
          const probabilityExact = heat?.warm === undefined ? 0.5 : probabilities[task.seed - 1]!;
          return { ...makeVisit([{ probabilityExact }]), ...task };
        });
    const propose = async (...probabilities: number[]) =>
      (
        await searchParameters(
          { ...plan, tasks, shares: [0.3] },
          measureWith(probabilities),
          () => 0,
        )
      ).proposals;
    expect(names(await propose(0.5, 0.5, 0.55))).toEqual(["warm"]);
    // One visit gains as much as another loses.
    expect(await propose(0.95, 0.5 ** 2 / 0.95, 0.55)).toEqual([]);
  });

  it("ends when the time is over, and says how far it came", async () => {
    let asked = 0;
    const { tried, planned, proposals } = await searchParameters(
      { ...plan, isTimeOver: () => ++asked > 2 },
      measureHeat,
      () => 0,
    );
    expect([tried, planned]).toEqual([2, 12]);
    expect(names(proposals)).toEqual(["warm"]);
  });
});
