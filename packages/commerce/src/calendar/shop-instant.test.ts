import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInstant, parseInstant } from "./shop-instant.ts";

const toMs = (iso: string): number => new Date(iso).getTime();

describe("parseInstant", () => {
  it.each([
    ["2026-03-01", "Europe/London", "2026-03-01T00:00:00Z"],
    ["2026-07-01", "Europe/London", "2026-06-30T23:00:00Z"],
    ["2026-07-01 08:30", "Europe/Berlin", "2026-07-01T06:30:00Z"],
    ["2026-07-01T08:30:15", "America/New_York", "2026-07-01T12:30:15Z"],
    ["2026-01-15", "Asia/Kathmandu", "2026-01-14T18:15:00Z"],
    ["2026-01-15", "Pacific/Kiritimati", "2026-01-14T10:00:00Z"],
    ["2024-02-29", "UTC", "2024-02-29T00:00:00Z"],
    ["2026-07-01 08:30Z", "Europe/Berlin", "2026-07-01T08:30:00Z"],
    ["2026-07-01 08:30+05:30", "Europe/Berlin", "2026-07-01T03:00:00Z"],
    ["2026-07-01 08:30-05:00", "Europe/Berlin", "2026-07-01T13:30:00Z"],
  ])("reads %s in %s as %s", (text, zone, iso) => {
    expect(parseInstant(text, zone)).toBe(toMs(iso));
  });

  it("takes the first of two where clocks are put back", () => {
    expect(parseInstant("2026-10-25 01:30", "Europe/London")).toBe(toMs("2026-10-25T00:30:00Z"));
    expect(parseInstant("2026-11-01 01:30", "America/New_York")).toBe(toMs("2026-11-01T05:30:00Z"));
  });

  it("counts a time that clocks skip as if they had not been put forward", () => {
    expect(parseInstant("2026-03-29 01:30", "Europe/London")).toBe(toMs("2026-03-29T01:30:00Z"));
    expect(parseInstant("2026-03-08 02:30", "America/New_York")).toBe(toMs("2026-03-08T07:30:00Z"));
  });

  it.each([
    "",
    "2026",
    "2026-3-1",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "1969-12-31",
    "2026-01-01 24:00",
    "2026-01-01 12:60",
    "2026-01-01 12:00:60",
    "2026-01-01 12:00+15:00",
    "2026-01-01 12:00+01:60",
    "2026-01-01Z",
    "01.03.2026",
    "tomorrow",
  ])("refuses %j", (text) => {
    expect(parseInstant(text, "Europe/London")).toBeNull();
    expect(isInstant(text)).toBe(false);
  });

  it("is what clocks of the zone show, wherever they are", () => {
    const zone = fc.constantFrom("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC");
    const at = fc.integer({ min: toMs("2020-01-01Z") / 60_000, max: toMs("2035-01-01Z") / 60_000 });
    fc.assert(
      fc.property(zone, at, (timeZone, minutes) => {
        const format = new Intl.DateTimeFormat("sv-SE", {
          timeZone,
          dateStyle: "short",
          timeStyle: "short",
        });
        const shown = format.format(minutes * 60_000);
        expect(format.format(parseInstant(shown, timeZone)!)).toBe(shown);
      }),
    );
  });
});
