import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { describeFfmpeg, FFMPEG } from "../cameras/ffmpeg-fixture.ts";
import { startFfmpegAt } from "../cameras/ffmpeg-run.ts";
import { makePictureFolder, PNG } from "../product-images/picture-fixture.ts";
import { findPictures, openHandClassifier } from "./open-hand-classifier.ts";
import { CUTOUT_PX } from "./product-cutout.ts";
import { readCutouts } from "./read-product-pictures.ts";

const DEMO = fileURLToPath(new URL("../../../../examples/demo/pictures", import.meta.url));
const start = startFfmpegAt(FFMPEG);

describeFfmpeg("pictures of products", () => {
  it("are read small, and without their background", async () => {
    const [first, second] = [...findPictures(DEMO)];
    const cutouts = await readCutouts(new Map([first!, second!]), start);
    expect([...cutouts.keys()].sort()).toEqual([first![0], second![0]].sort());
    for (const { left, right, top, bottom, rgba } of cutouts.values()) {
      expect(left).toBeGreaterThan(0);
      expect(right).toBeLessThan(CUTOUT_PX - 1);
      expect(bottom).toBeGreaterThan(top + CUTOUT_PX / 3);
      expect(rgba[3]).toBe(0);
    }
  });

  it("that are none, or show nothing, are left out, and of too few nothing is made", async () => {
    const folder = makePictureFolder({
      "5000112637922.png": PNG,
      "5000112637939.jpg": Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      "notes.txt": "none",
    });
    const pictures = findPictures(folder);
    expect([...pictures.keys()]).toEqual(["5000112637922", "5000112637939"]);
    expect((await readCutouts(pictures, start)).size).toBe(0);
    expect(await openHandClassifier(pictures, start)).toBeNull();
    expect(await openHandClassifier(new Map(), start)).toBeNull();
  });
});
