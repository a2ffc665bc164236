import { describe, expect, it } from "vitest";
import { END_AFTER_MS, END_AFTER_MS_MAX, STORM_SHOPS_MIN } from "./alert-limits.ts";
import { createLagWatch } from "./lag-watch.ts";
import {
  type Cause,
  findEndAfterMs,
  type OpenAlert,
  planAlerts,
  sortCauses,
} from "./plan-alerts.ts";

const NONE: ReadonlySet<string> = new Set();
const NOW_MS = 1_772_442_000_000;

function silent(shopId: string, isDue = true): Cause {
  return {
    ...{ alertKey: `shop-silent ${shopId}`, kind: "shop-silent", message: "It is silent.", shopId },
    ...{ organisationId: null, isForAll: false, isDue },
    storm: { key: "shop-silent", words: "they are silent." },
  };
}

const OF_CHAIN: Cause = {
  ...{ alertKey: "hub-unreachable", kind: "hub-unreachable", message: "No hub.", shopId: null },
  ...{ organisationId: null, isForAll: true, isDue: true, storm: null },
};

const many = (count: number, isDue?: boolean) =>
  Array.from({ length: count }, (_, at) => silent(`shop-${at}`, isDue));

const opened = (
  alertId: number,
  alertKey: string,
  goneMs: number | null,
  raises = 1,
): OpenAlert => ({
  ...{ alertId, alertKey, kind: "shop-silent", goneMs, raises },
});

describe("causes", () => {
  it("are raised once each, and not while they are open", () => {
    const causes = [silent("a"), silent("b")];
    const open = [opened(1, "shop-silent a", null)];
    const keys = new Set(open.map(({ alertKey }) => alertKey));
    const plan = planAlerts(open, sortCauses(causes, keys, 100), new Set(), NOW_MS);
    expect(plan).toEqual({ raised: [causes[1]], gone: [], back: [], ended: [] });
  });

  it("that have not lasted long enough are not raised", () => {
    expect(sortCauses([silent("a", false)], NONE, 3).wanted).toEqual([]);
  });

  it("end when they have been over for some minutes, and come back without a new alert before", () => {
    const plan = (open: OpenAlert, causes: Cause[], nowMs: number) =>
      planAlerts([open], sortCauses(causes, new Set([open.alertKey]), 100), new Set(), nowMs);
    const key = "shop-silent a";
    expect(plan(opened(1, key, null), [], NOW_MS).gone).toEqual([1]);
    const gone = opened(1, key, NOW_MS);
    expect(plan(gone, [], NOW_MS + END_AFTER_MS - 1).ended).toEqual([]);
    expect(plan(gone, [], NOW_MS + END_AFTER_MS).ended).toEqual([1]);
    const back = plan(gone, [silent("a")], NOW_MS + END_AFTER_MS);
    expect(back).toEqual({ raised: [], gone: [], back: [1], ended: [] });
  });

  it("that come and go are over later each time, up to an hour", () => {
    expect([0, 1, 2, 3, 9].map(findEndAfterMs)).toEqual([
      ...[END_AFTER_MS, END_AFTER_MS, 2 * END_AFTER_MS, 4 * END_AFTER_MS, END_AFTER_MS_MAX],
    ]);
  });

  it("of which nobody could find out stay as they are", () => {
    const open = [opened(1, "shop-silent a", NOW_MS - END_AFTER_MS_MAX), opened(2, "x", null)];
    const plan = planAlerts(open, sortCauses([], NONE, 3), new Set(["shop-silent"]), NOW_MS);
    expect(plan).toEqual({ raised: [], gone: [], back: [], ended: [] });
  });

  it("of many shops at once are one alert, which names none", () => {
    expect(sortCauses(many(STORM_SHOPS_MIN - 1), NONE, 20).wanted).toHaveLength(
      STORM_SHOPS_MIN - 1,
    );
    const { wanted, present } = sortCauses(many(STORM_SHOPS_MIN), NONE, 20);
    expect(wanted).toEqual([
      expect.objectContaining({ alertKey: "many shop-silent", shopId: null, isForAll: true }),
    ]);
    expect(JSON.stringify(wanted)).not.toContain("shop-1");
    // Those that were raised by themselves before do not end.
    expect(present.has("shop-silent shop-3")).toBe(true);
    // Of a chain of a thousand shops ten are no storm.
    expect(sortCauses(many(STORM_SHOPS_MIN), NONE, 1000).wanted).toHaveLength(STORM_SHOPS_MIN);
  });

  it("of shops that fall silent one after another are one alert already", () => {
    const causes = [silent("first"), ...many(STORM_SHOPS_MIN, false)];
    expect(sortCauses(causes, NONE, 20).wanted).toEqual([
      expect.objectContaining({ alertKey: "many shop-silent" }),
    ]);
  });

  it("of shops that come back one after another are not raised by themselves", () => {
    const keys = new Set(["many shop-silent"]);
    const { present, wanted } = sortCauses(many(3), keys, 20);
    expect([wanted, present.has("many shop-silent")]).toEqual([[], false]);
  });

  it("of shops behind a hub that is away are its own alert alone", () => {
    expect(sortCauses([...many(3), OF_CHAIN], NONE, 3).wanted).toEqual([OF_CHAIN]);
  });
});

describe("a lag", () => {
  it("is since when a goal has not been reached, however far the goal goes on", () => {
    const lag = createLagWatch();
    expect(lag.note("a", 5, 5, 0)).toBeNull();
    // A busy shop always has some on their way.
    expect(lag.note("a", 5, 8, 10)).toBe(10);
    expect(lag.note("a", 8, 12, 20)).toBe(20);
    expect(lag.note("a", 12, 12, 30)).toBeNull();
    // After a quiet night the first event is no lag of hours.
    expect(lag.note("a", 12, 13, 9_000_000)).toBe(9_000_000);
    expect(lag.note("a", 12, 50, 9_000_500)).toBe(9_000_000);
    expect(lag.note("b", 0, 9, 9_000_500)).toBe(9_000_500);
    // What was restored from a backup has less than it had.
    expect(lag.note("b", 3, 3, 9_000_600)).toBeNull();
  });
});
