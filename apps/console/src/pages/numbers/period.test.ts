import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { countDays, findDay, findFault, findPeriod, formatDay, PERIOD_DAYS_MAX } from "./period.ts";

showBritish();

describe("a period", () => {
  const of = (name: Parameters<typeof findPeriod>[0], today = "2026-03-02") => {
    const period = findPeriod(name, today);
    return period && [period.fromDay, period.untilDay];
  };

  it("ends today, and begins as its name says", () => {
    expect([of("today"), of("yesterday"), of("week"), of("month")]).toEqual([
      ["2026-03-02", "2026-03-02"],
      ["2026-03-01", "2026-03-01"],
      ["2026-02-24", "2026-03-02"],
      ["2026-02-01", "2026-03-02"],
    ]);
    expect(of("other")).toBeNull();
  });

  it("of a month is all of it", () => {
    expect(of("this-month")).toEqual(["2026-03-01", "2026-03-02"]);
    expect(of("last-month")).toEqual(["2026-02-01", "2026-02-28"]);
    expect(of("last-month", "2026-01-31")).toEqual(["2025-12-01", "2025-12-31"]);
  });

  it("of other days begins before it ends, and is not too long", () => {
    const fault = (fromDay: string, untilDay: string) => findFault({ fromDay, untilDay });
    expect(fault("2026-03-02", "2026-03-02")).toBeNull();
    expect(fault("2026-03-02", "2026-03-01")).toBe("The last day is before the first");
    expect(fault("", "2026-03-01")).toBe("Choose both days");
    expect(countDays({ fromDay: "2025-01-01", untilDay: "2026-02-01" })).toBe(PERIOD_DAYS_MAX);
    expect(fault("2025-01-01", "2026-02-01")).toBeNull();
    expect(fault("2025-01-01", "2026-02-02")).toBe(`Choose at most ${PERIOD_DAYS_MAX} days`);
  });
});

describe("a day", () => {
  it("is that of the shop's clocks, and is written as its region writes it", () => {
    const nightMs = Date.parse("2026-03-01T23:30:00Z");
    expect([findDay(nightMs, "Europe/London"), findDay(nightMs, "Europe/Berlin")]).toEqual([
      ...["2026-03-01", "2026-03-02"],
    ]);
    expect(formatDay("2026-03-02", "en-GB")).toBe("2 March 2026");
    expect(formatDay("2026-03-02", "de-DE", "short")).toMatch(/^2\. März$/);
  });
});
