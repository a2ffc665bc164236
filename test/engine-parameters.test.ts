/** What the engine assumes stands in tables, the code reads all of it, and a change of it reaches the results. */

import {
  ENGINE_PARAMETERS,
  ENGINE_TABLES,
  type EngineParameters,
  withParameters,
} from "@saunter/engine/parameters/engine";
import { type Parameter, takeValues } from "@saunter/numerics/parameter-table";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { makeBriefVisit, makeBusyVisit, reportVisit } from "./busy-visit.ts";
import { listConstants, listNumbers, readSources } from "./source-numbers.ts";

type Table = Readonly<Record<string, Parameter>>;
const TABLES: readonly (readonly [string, Table])[] = Object.entries(ENGINE_TABLES);

/** A paper's rules and their numbers are as they were published. */
const PUBLISHED = ["baseline-2020.ts"];
const STAGES = ["", "sensing", "attribution", "belief", "reporting"];
const sources = new Map(
  STAGES.flatMap((stage) => [...readSources("engine", stage)]).filter(
    ([file]) => file !== "limits.ts" && !PUBLISHED.includes(file),
  ),
);

const SIZES = "how many numbers there are of something: no choice";
const PLACES = "a joint's place in lists";
const NORMAL = "of the normal distribution, says nothing of the world";

/** Constants that stay in the code, and why. */
const CONSTANTS: Readonly<Record<string, string>> = {
  "belief/board-blocks.ts WHOLE": "all of a change: no choice",
  "belief/candidates.ts BRAND_DIGITS": "digits of a GTIN that name its maker",
  "belief/hypotheses.ts UNSEEN_PART": "how parts of a change are numbered",
  "belief/tremor.ts MAD_ERROR": NORMAL,
  "belief/tremor.ts QUANTILES": "where a distribution is looked at",
  "sensing/front-end.ts MEDIAN_DIFFERENCE_OF_SPREAD": NORMAL,
  "sensing/front-end.ts PRINT_CELLS": "how batches are told from each other",
  "sensing/front-end.ts SAID_DEAD": "a flag",
  "sensing/front-end.ts SAID_STUCK": "a flag",
  "sensing/front-end.ts SIX": SIZES,
  "sensing/front-end.ts SLOT_MASK": SIZES,
  "sensing/front-end.ts SPREAD_OF_MEAN_DIFFERENCE": NORMAL,
  "attribution/hand-evidence.ts WRISTS": PLACES,
  "attribution/hand-rest.ts LEFT_SHOULDER": PLACES,
  "attribution/hand-rest.ts NORMAL_3D": NORMAL,
  "attribution/hand-rest.ts RIGHT_SHOULDER": PLACES,
  "attribution/identity-smoother.ts LABEL_BITS": SIZES,
  "attribution/identity-smoother.ts STATES_A_TIME": SIZES,
  "attribution/identity-smoother.ts LOG_ODDS_MAX": "a guard against what cannot be computed with",
  "observation.ts JOINT_STRIDE": SIZES,
  "attribution/reach.ts NORMAL_WIDTH": NORMAL,
  "attribution/reach.ts NORMAL_WIDTH_SHORT": NORMAL,
  "reporting/receipts.ts NO_RISK": "nothing",
  "reporting/short-name.ts SENTENCE_NAME_MAX": "how long a name in a sentence may be",
  "attribution/tracks.ts BODY_JOINTS": SIZES,
  "sensing/units.ts PRODUCTS_LEAST": "more than one: no choice",
  "sensing/units.ts WINDOWS": SIZES,
  "shop-habits.ts NO_HABITS": "nothing",
  "reporting/visit-risk.ts NO_VISIT_RISK": "nothing",
};

/** Numbers that stay in formulas, and why; halves, doubles and thousands are no choice anywhere. */
const NUMBERS: Readonly<Record<string, string>> = {
  "attribution/arm-swaps.ts 3": "axes",
  "belief/hypothesiser.ts 0.25": "the middle of a change's first half",
  "belief/hypothesiser.ts 0.75": "the middle of its second half",
  "belief/candidates.ts 11": "digits of the shortest GTIN that has a maker",
  "sensing/changes.ts 7": "eighths of a change",
  "sensing/changes.ts 8": "eighths of a change",
  "attribution/change-target.ts 4": "a quarter of what plates span, half of a half",
  "sensing/front-end.ts 1024": SIZES,
  "sensing/front-end.ts 3": SIZES,
  "sensing/front-end.ts 4": SIZES,
  "sensing/front-end.ts 5": SIZES,
  "sensing/front-end.ts 500": "half of a thousand milliseconds",
  "sensing/front-end.ts 60": "a rate until the first batch says one",
  "sensing/front-end.ts 7": "eighths of a change",
  "sensing/front-end.ts 8": "eighths of a change",
  "attribution/hand-evidence.ts 3": "axes",
  "attribution/hand-rest.ts 3": "axes",
  "attribution/handovers.ts 3": "axes",
  "attribution/handovers.ts 4": "pairs of hands of two people",
  "attribution/identity-smoother.ts 15": SIZES,
  "attribution/identity-smoother.ts 28": SIZES,
  "attribution/identity-smoother.ts 3": SIZES,
  "attribution/identity-smoother.ts 16": SIZES,
  "attribution/reach.ts 3": SIZES,
  "attribution/reach-timing.ts 4": "how sharply a hand near a plate falls off, twice a square",
  "reporting/receipts.ts 100": "per cent",
  "reporting/receipts.ts 99": "per cent, as far as it is told",
  "shop-index.ts 100": "another shelf is further than any plate",
  "sensing/boards.ts 12": "the variance of what lies anywhere in a facing",
  "sensing/units.ts 10": "which unit a message names",
  "sensing/units.ts 3": "digits that are told",
  "sensing/units.ts 5": "windows before a change",
  "sensing/units.ts 6": "windows before a change",
  "sensing/weight-balance.ts 60_000": "milliseconds of a minute",
};
const PLAIN = new Set(["0", "1", "2", "0.5", "1000"]);

/** What this one visit does not come to; tests beside the code do. */
const RARE = [
  "sensing.hastyErrorGMin",
  "sensing.unsettledGMin",
  "changes.beganWithMs",
  "changes.restlessShareMax",
  "candidates.overrideShare",
  "reach.unseenBodyM",
  "who.logAbsent",
  "who.revisedShareMin",
];

/** Of what a shop on plates, in the right units, without hooks and fridges, does not come to at all; tests beside the code do. */
const ELSEWHERE = ["boards", "clocks", "fixtures", "units", "wiring"] as const;

/** Of each topic some that what happens in a visit hangs on. */
const OUTCOMES: Readonly<
  Record<Exclude<keyof EngineParameters, (typeof ELSEWHERE)[number]>, readonly string[]>
> = {
  sensing: ["settledMs", "stepGMin"],
  changes: ["leakedShare", "leakShareMax"],
  weights: ["itemSpreadShare", "gainSpread"],
  candidates: ["oneUnitShare", "overhangShare"],
  priors: ["putback", "hasteMs"],
  touches: ["rest", "hazardHalfMs", "idleHandShare"],
  tremor: ["share", "disturbed"],
  reach: ["wristBesideM", "outlierShare"],
  who: ["nearM", "reachEvidenceMax"],
  identity: ["beginPerS", "partShareMin"],
  hands: ["logOddsBase", "restSdMMin"],
  handImages: ["temperShare", "usefulFirst"],
  belief: ["hypothesisShareMin", "reasonMin"],
  calibration: ["offset"],
  findings: ["wrongShareFirst", "concernedM"],
  places: ["overBeforeM"],
};

function listNamed(files: ReadonlyMap<string, string>): string[] {
  const isPlain = (number: string): boolean => PLAIN.has(number.split(" ")[1]!);
  return [...new Set(listNumbers(files).filter((number) => !isPlain(number)))];
}

describe("parameters of the engine", () => {
  it.each(TABLES)("of %s lie in their range, and say what they mean", (_, table) => {
    expect(Object.keys(table).length).toBeGreaterThan(1);
    for (const [name, { value, unit, meaning, source, range }] of Object.entries(table)) {
      expect.soft(value, name).toBeGreaterThanOrEqual(range[0]);
      expect.soft(value, name).toBeLessThanOrEqual(range[1]);
      expect.soft(range[0], name).toBeLessThan(range[1]);
      expect.soft(unit, name).not.toBe("");
      expect.soft(meaning, name).toMatch(/^[A-Z].*\.$/);
      expect.soft(source, name).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("are what the tables say, and cannot be changed", () => {
    for (const [topic, table] of TABLES) {
      const values = ENGINE_PARAMETERS[topic as keyof EngineParameters];
      expect(values).toEqual(takeValues(table));
      expect(Object.isFrozen(values)).toBe(true);
    }
    expect(Object.isFrozen(ENGINE_PARAMETERS)).toBe(true);
    expect(withParameters({})).toEqual(ENGINE_PARAMETERS);
  });

  it("are changed by topic and name, and nothing else is", () => {
    const changed = withParameters({ touches: { hazardHalfMs: 3000 }, who: { nearM: 2 } });
    expect(changed).toEqual({
      ...ENGINE_PARAMETERS,
      touches: { ...ENGINE_PARAMETERS.touches, hazardHalfMs: 3000 },
      who: { ...ENGINE_PARAMETERS.who, nearM: 2 },
    });
    expect(ENGINE_PARAMETERS.touches.hazardHalfMs).toBe(2500);
  });

  it("that are unknown, or leave their range, are refused by name, value and range", () => {
    const { range } = ENGINE_TABLES.touches.hazardHalfMs;
    for (const value of range) {
      const changed = withParameters({ touches: { hazardHalfMs: value } });
      expect(changed.touches.hazardHalfMs).toBe(value);
    }
    for (const hazardHalfMs of [range[0] - 1, range[1] + 1, Number.NaN]) {
      expect(() => withParameters({ touches: { hazardHalfMs } })).toThrow(
        new RangeError(
          `parameter hazardHalfMs is ${hazardHalfMs}, outside ${range[0]} to ${range[1]}`,
        ),
      );
    }
    const unknown = { touches: { halfLifeMs: 3000 } } as object;
    expect(() => withParameters(unknown)).toThrow("there is no parameter halfLifeMs");
    const nowhere = { force: { hazardHalfMs: 3000 } } as object;
    expect(() => withParameters(nowhere)).toThrow("there is no topic force");
  });

  it.each(TABLES)("of %s are all read", (_, table) => {
    const text = [...sources.values()].join("\n");
    const unread = Object.keys(table).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(unread).toEqual([]);
  });
});

describe("a visit in which much happens", () => {
  const visit = makeBusyVisit();
  const usual = reportVisit(visit, ENGINE_PARAMETERS);

  it("reads nearly all of them", () => {
    const read = new Set<string>();
    const entries = Object.entries(ENGINE_PARAMETERS).map(([topic, values]) => [
      topic,
      new Proxy(values, {
        get: (target, name) => {
          read.add(`${topic}.${String(name)}`);
          return Reflect.get(target, name);
        },
      }),
    ]);
    expect(reportVisit(visit, Object.fromEntries(entries) as EngineParameters)).toBe(usual);
    const all = TABLES.flatMap(([topic, table]) =>
      Object.keys(table).map((name) => `${topic}.${name}`),
    );
    const unread = all.filter((name) => !read.has(name));
    const isElsewhere = (name: string): boolean =>
      ELSEWHERE.some((topic) => name.startsWith(`${topic}.`));
    expect(unread.filter((name) => !isElsewhere(name))).toEqual(RARE);
  });

  it.each(Object.entries(OUTCOMES))("comes out otherwise by another %s", (topic, names) => {
    for (const name of names) {
      const { range } = (ENGINE_TABLES[topic as keyof EngineParameters] as Table)[name]!;
      const isOther = range.some(
        (value) => reportVisit(visit, withParameters({ [topic]: { [name]: value } })) !== usual,
      );
      expect([name, isOther]).toEqual([name, true]);
    }
  });

  it("comes to an end by whichever ends of their ranges, many at once", () => {
    const random = createRandom(11);
    for (let round = 0; round < 8; round++) {
      const changes = TABLES.map(([topic, table]) => [
        topic,
        Object.fromEntries(
          Object.entries(table).map(([name, { value, range }]) => [
            name,
            random.pick([value, value, range[0], range[1]]),
          ]),
        ),
      ]);
      expect(() => reportVisit(visit, withParameters(Object.fromEntries(changes)))).not.toThrow();
    }
  });
});

describe("a short visit", () => {
  const visit = makeBriefVisit();

  it.each(TABLES)("comes to an end by either end of each range of %s", (topic, table) => {
    for (const [name, { range }] of Object.entries(table)) {
      for (const value of range) {
        const parameters = withParameters({ [topic]: { [name]: value } });
        expect(() => reportVisit(visit, parameters), `${name} ${value}`).not.toThrow();
      }
    }
  });
});

describe("sources of the engine", () => {
  it("are found", () => {
    expect(sources.size).toBeGreaterThan(40);
    expect(sources.has("engine.ts")).toBe(true);
  });

  it("take no value from the tables by themselves, but where the engine is made", () => {
    const isValue = /^import \{(?:[^}]*,)?\s*(?!type )\w+[^}]*\} from "\.\.?\/parameters\//m;
    const takers = [...sources].filter(([, source]) => isValue.test(source)).map(([file]) => file);
    // A receipt's probability is asked for where no engine is, too; units of measure are no assumption; a shop's
    // habits make the parameters of an engine.
    expect(takers).toEqual([
      "engine.ts",
      "shop-habits.ts",
      "sensing/units.ts",
      "reporting/calibration.ts",
    ]);
  });

  it("hold no constant that describes the world, and every one that is excepted", () => {
    expect(listConstants(sources).sort()).toEqual(Object.keys(CONSTANTS).sort());
  });

  it("hold no number in a formula that describes the world, and every one that is excepted", () => {
    expect(listNamed(sources).sort()).toEqual(Object.keys(NUMBERS).sort());
  });

  it("are seen to hold them where they do", () => {
    const planted = new Map([
      [
        "a.ts",
        [
          "const NEAR_M = 0.3;",
          "export const LOG_SHARE = Math.log(0.02);",
          "const PUTBACK = { homeShare: 0.9 };",
          "const NAMES = [b];",
          "const near = distance < 25 && crossings[6] > 1;",
          "return share > 1e-4 ? 0.5 : 2;",
        ].join("\n"),
      ],
    ]);
    expect(listConstants(planted)).toEqual(["a.ts NEAR_M", "a.ts LOG_SHARE", "a.ts PUTBACK"]);
    expect(listNamed(planted)).toEqual(["a.ts 25", "a.ts 1e-4"]);
  });
});
