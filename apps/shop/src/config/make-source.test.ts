/** Cameras as the source of a shop's configuration. */
import { resolve } from "node:path";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { describe, expect, it } from "vitest";
import { formatCalibration } from "./calibration-file.ts";
import { LEAST_LINES, listProblems, loadGood, loadText } from "./config-fixture.ts";
import { formatProblem } from "./config-problem.ts";

const CALIBRATION = formatCalibration(
  hangCameras({ xMin: 0, xMax: 6, yMin: 0, yMax: 4 }, 1, 2.4).map((camera) => ({
    camera,
    quality: null,
  })),
);
const REST = `calibration: calibration.json
floor: { xMinM: 0, xMaxM: 6, yMinM: 0, yMaxM: 4 }
`;
const FILMS = `cameras: [{ id: camera-1, source: one.mp4 }]\n${REST}`;
const LIVE = `cameras: [{ id: camera-1, source: "rtsp://10.0.0.5/a" }]\n${REST}`;

const shop = (source: string): string =>
  LEAST_LINES.replace("{ kind: simulated }", source).replace(
    "jurisdiction: UK",
    "jurisdiction: UK, defaultCategory: standard",
  );
const files = (cameras: string) => ({
  files: { "cameras.yaml": cameras, "calibration.json": CALIBRATION },
});
const FILE = "{ kind: cameras, file: cameras.yaml }";
const PLATES = "{ kind: cameras, file: cameras.yaml, plates: day-1 }";

const DOOR = "doors: [{ xMinM: 0, xMaxM: 1, yMinM: 0, yMaxM: 1 }]\n";

const listWarnings = (source: string, cameras: string): string[] =>
  loadText(shop(source), files(cameras)).warnings.map(formatProblem);

describe("a source of cameras", () => {
  it("has them from their file, and plates from a recording", () => {
    const { source } = loadGood(shop(PLATES), files(FILMS));
    if (source.kind !== "cameras") throw new Error(`it is ${source.kind}`);
    expect(source.platesFolder).toBe(resolve("day-1"));
    expect(source.cameras).toMatchObject({ isLive: false, doors: [] });
    expect(source.cameras.cameras[0]!.source.url).toBe(resolve("one.mp4"));
    expect(listWarnings(PLATES, FILMS + DOOR)).toEqual([]);
  });

  it("warns where nobody knows a door", () => {
    const says = [expect.stringMatching(/^shop\.yaml:9:\d+: source\.kind: no door is configured/)];
    expect(listWarnings(PLATES, FILMS)).toEqual(says);
    expect(listWarnings("{ kind: recording, folder: day-1 }", FILMS)).toEqual(says);
    expect(listWarnings("{ kind: simulated }", FILMS)).toEqual([]);
  });

  it("warns that carts stay empty where nothing is weighed", () => {
    expect(listWarnings(FILE, LIVE + DOOR)).toEqual([
      expect.stringMatching(
        /^shop\.yaml:9:\d+: source\.kind: it names no scales, which kind: sensors does: .*carts stay empty$/,
      ),
    ]);
    expect(listWarnings(FILE, FILMS + DOOR)).toEqual([
      expect.stringMatching(/source\.kind: it has no plates: .*carts stay empty$/),
    ]);
  });

  it("warns that no clips are made where no camera sees a pick", () => {
    const listClipWarnings = (source: string, clips = "doubtful") =>
      loadText(`${shop(source)}policies: { clips: ${clips} }\n`, files(FILMS))
        .warnings.map(formatProblem)
        .filter((warning) => warning.includes("policies.clips"));
    expect(listClipWarnings(PLATES)).toEqual([]);
    expect(listClipWarnings(FILE, "off")).toEqual([]);
    expect(listClipWarnings(FILE)).toEqual([
      expect.stringMatching(/nothing is weighed beside them: none is made$/),
    ]);
    expect(listClipWarnings("{ kind: recording, folder: day-1 }")).toEqual([
      expect.stringMatching(/there are none: none is made$/),
    ]);
  });

  it("of now has no plates of the past", () => {
    expect(listProblems(shop(PLATES), files(LIVE))).toEqual([
      expect.stringMatching(/^shop\.yaml:9:\d+: source\.plates: plates are a recording's/),
    ]);
  });

  it("tells all that is wrong in the file of cameras, with its lines, beside what else is", () => {
    const text = shop(FILE).replace("currency: GBP", "currency: XXX1");
    const problems = listProblems(text, files(`${FILMS}dors: []\n`));
    expect(problems).toContainEqual(
      expect.stringMatching(/cameras\.yaml:4:1: dors: this key is not known/),
    );
    expect(problems).toContainEqual(expect.stringMatching(/^shop\.yaml:8:\d+: shop\.currency/));
  });

  it("names the key where the file is not there", () => {
    expect(listProblems(shop(FILE))).toEqual([
      expect.stringMatching(
        /^shop\.yaml:9:\d+: source\.file: .*cameras\.yaml: there is no such file$/,
      ),
    ]);
  });
});
