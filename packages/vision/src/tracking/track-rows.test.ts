import { describe, expect, it } from "vitest";
import { findRepeatedRow, type TrackRow } from "./track-rows.ts";
import { scoreTracks } from "./track-score.ts";

const row = (frame: number, id = "a", x = 0, y = 0): TrackRow => ({ frame, id, x, y });

describe("rows", () => {
  it.each<[string, TrackRow, string]>([
    ["a frame between two", row(1.5), "truth[1].frame must be a whole number, got 1.5"],
    ["a frame that is no number", row(Number.NaN), "truth[1].frame must be a whole number"],
    ["a frame past whole numbers", row(2 ** 53), "truth[1].frame must be a whole number"],
    ["a place that is no number", row(1, "a", Number.NaN), "truth[1] must be at a finite place"],
    ["an infinite place", row(1, "a", 0, -Infinity), "truth[1] must be at a finite place"],
    ["an id twice in a frame", row(0), 'truth[1] has "a" a second time in frame 0, after truth[0]'],
  ])("with %s are refused", (_, bad, message) => {
    expect(() => scoreTracks([row(0), bad], [])).toThrow(RangeError);
    expect(() => scoreTracks([row(0), bad], [])).toThrow(message);
    expect(() => scoreTracks([], [row(0), bad])).toThrow(message.replaceAll("truth", "tracks"));
  });

  it("with an id that is no text are refused", () => {
    const bad = { ...row(1), id: 7 } as unknown as TrackRow;
    expect(() => scoreTracks([bad], [])).toThrow(TypeError);
  });

  it("may have the same id in truth and tracks, any whole frame, and gaps", () => {
    const rows = [row(-3), row(0), row(2 ** 53 - 1)];
    expect(scoreTracks(rows, rows)).toMatchObject({ frames: 3, mota: 1, hota: 1 });
  });

  it("are searched for the first that repeats an earlier one", () => {
    expect(findRepeatedRow([row(0), row(0, "b"), row(1)])).toBeNull();
    const rows = [row(5, "b"), row(1), row(2), row(1), row(5, "b"), row(1)];
    expect(findRepeatedRow(rows)).toEqual({ first: 1, second: 3 });
  });
});
