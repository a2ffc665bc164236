import { describe, expect, it } from "vitest";
import { KEYPOINTS } from "./body-keypoints.ts";
import {
  decodeMultiPose,
  decodeSinglePose,
  MULTIPOSE_STRIDE,
  PERSON_SCORE_MIN,
} from "./decode-movenet.ts";
import { fitLetterbox } from "./letterbox.ts";

const letterbox = fitLetterbox({ widthPx: 640, heightPx: 360 }, { widthPx: 320, heightPx: 192 });

/** y, x and score of a point of one person, and the person's score. */
function makeRow(point: number, values: readonly number[], score: number): number[] {
  const row = Array.from({ length: MULTIPOSE_STRIDE }, () => 0);
  row.splice(point * 3, 3, ...values);
  row[MULTIPOSE_STRIDE - 1] = score;
  return row;
}

describe("decodeMultiPose", () => {
  it("gives places in pixels of the picture", () => {
    // 48 of 192 rows and 80 of 320 columns of the input are 96 and 160 pixels of the picture.
    const row = makeRow(9, [0.25, 0.25, 0.75], 0.9);
    const [keypoints] = decodeMultiPose(row, letterbox);
    expect([...keypoints!.subarray(27, 30)]).toEqual([159.5, 95.5, 0.75]);
  });

  it("leaves out whoever has too low a score, at the bound and below it", () => {
    const rows = [0.1, PERSON_SCORE_MIN - 1e-9, PERSON_SCORE_MIN, 0.8].flatMap((score) =>
      makeRow(0, [0.5, 0.5, score], score),
    );
    const people = decodeMultiPose(rows, letterbox);
    expect(people.map((keypoints) => keypoints[2])).toEqual([PERSON_SCORE_MIN, 0.8]);
    expect(decodeMultiPose([], letterbox)).toEqual([]);
  });
});

describe("decodeSinglePose", () => {
  it("gives one person, or nobody", () => {
    const scored = (score: number): number[] =>
      Array.from({ length: KEYPOINTS }, () => [0.5, 0.25, score]).flat();
    const [keypoints] = decodeSinglePose(scored(PERSON_SCORE_MIN + 0.01), letterbox);
    expect([...keypoints!.subarray(0, 2)]).toEqual([159.5, 191.5]);
    expect(decodeSinglePose(scored(PERSON_SCORE_MIN - 0.01), letterbox)).toEqual([]);
  });
});
