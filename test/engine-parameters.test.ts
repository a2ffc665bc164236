/** The tables of what the engine assumes: a change of a value reaches the results. */

import {
  ENGINE_PARAMETERS,
  ENGINE_TABLES,
  type EngineParameters,
  withParameters,
} from "@saunter/engine/parameters/engine";
import { type Parameter, takeValues } from "@saunter/numerics/parameter-table";
import { createRandom } from "@saunter/numerics/random";
import { sampleTests } from "@saunter/testing/sample";
import { describe, expect, it as test } from "vitest";
import { makeBriefVisit, makeBusyVisit, reportVisit } from "./busy-visit.ts";

const it = sampleTests(test, 0.34);

type Table = Readonly<Record<string, Parameter>>;
const TABLES: readonly (readonly [string, Table])[] = Object.entries(ENGINE_TABLES);

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
