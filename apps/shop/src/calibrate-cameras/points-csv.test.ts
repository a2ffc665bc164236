import { describe, expect, it } from "vitest";
import { failOf } from "../command-line/command-failure-fixture.ts";
import { checkOnImage, PLACE_M_MAX, parsePointsCsv } from "./points-csv.ts";

const HEAD = "name,x_m,y_m,z_m,u_px,v_px\n";
const parse = (rows: string) => parsePointsCsv(HEAD + rows, "points.csv");

describe("points that were clicked", () => {
  it("are read with their lines, whatever the order of their columns", () => {
    const text = "v_px;u_px;z_m;y_m;x_m;name\n10;20;0,5\n".replace("0,5", "0.5;-1;2;door, left");
    expect(parsePointsCsv(text, "points.csv")).toEqual([
      { name: "door, left", place: { x: 2, y: -1, z: 0.5 }, x: 20, y: 10, line: 2 },
    ]);
  });

  it.each([
    ["a number that is none", "a,1,far,0,1,1\n", /^points\.csv:2:5: y_m: found "far"/],
    [
      "a name twice",
      "a,1,1,0,1,1\n\na,2,2,0,9,9\n",
      /^points\.csv:4: found the point "a" again, after line 2/,
    ],
    [
      "millimetres",
      `a,1,1,0,1,1\nb,1,${PLACE_M_MAX + 1},0,1,1\n`,
      /^points\.csv:3: found y_m 201; allowed: metres/,
    ],
    ["no name", ",1,1,0,1,1\n", /^points\.csv:2:1: name: found nothing/],
  ])("are refused with %s, by file and line", (_, rows, message) => {
    expect(failOf(() => parse(rows))).toMatch(message);
  });

  it("may be as far away as is allowed, and anywhere on the picture", () => {
    const points = parse(`a,${PLACE_M_MAX},-${PLACE_M_MAX},0,-0.5,359.5\n`);
    expect(() => checkOnImage(points, { widthPx: 640, heightPx: 360 }, "points.csv")).not.toThrow();
  });

  it("that are beside the picture are refused: they were clicked in another", () => {
    const points = parse("a,1,1,0,639,359\nb,1,2,0,640,359\n");
    const check = () => checkOnImage(points, { widthPx: 640, heightPx: 360 }, "points.csv");
    expect(failOf(check)).toMatch(/^points\.csv:3: found "b" at 640, 359; .*640 x 360/);
  });
});
