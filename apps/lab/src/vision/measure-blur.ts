/** What blurring for clips costs beside the pose model, on a real film of people. */
import { createPeopleBlur } from "@saunter/ingest/clips/blur-people";
import { CLIP_STEP_MS, CLIP_WIDTH_PX } from "@saunter/ingest/clips/clip-limits";
import { openPoseFinder } from "@saunter/ingest/pipeline/open-pose-finder";
import { mean } from "@saunter/numerics/statistics";
import { openWatchDependencies } from "@saunter/shop/commands/open-watch-dependencies";
import { atMost, createFigure, type FigureGroup } from "../bench/figure.ts";

const SIZE = { widthPx: 640, heightPx: 360 };
const FPS = 1000 / CLIP_STEP_MS;
/** The first frames are not counted: machine code is made of the sources in them. */
const WARM_UP_FRAMES = 20;
/** A quarter of what the pose model takes of a frame by its issue: 59 ms. */
const BLUR_MS_MAX = 15;

/** @param film with people in it */
export async function measureBlur(film: string, name: string): Promise<FigureGroup> {
  const own = { model: "movenet", inputSize: null, inputSizeAt: null };
  const finder = await openPoseFinder({ ...own, workers: 1 });
  const stop = new AbortController();
  const source = { cameraId: "film", url: film, ...SIZE, fps: FPS };
  const pace = { kind: "every-frame" } as const;
  const { openCamera } = openWatchDependencies();
  const { frames } = openCamera(source, { pace, nowMs: Date.now }, stop.signal);
  const blur = createPeopleBlur(SIZE, CLIP_WIDTH_PX);
  const into = new Uint8Array(3 * blur.size.widthPx * blur.size.heightPx);
  const poseMs: number[] = [];
  const blurMs: number[] = [];
  try {
    for await (const frame of frames) {
      const picture = { ...frame, pixels: frame.rgb };
      const startMs = performance.now();
      const poses = await finder.find(picture);
      const foundMs = performance.now();
      if (poses !== null) {
        blur.blur(frame, poses, into);
        poseMs.push(foundMs - startMs);
        blurMs.push(performance.now() - foundMs);
      }
      frame.release();
    }
  } finally {
    stop.abort();
    await finder.close();
  }
  const [pose, blurred] = [poseMs, blurMs].map((all) => mean(all.slice(WARM_UP_FRAMES)));
  return {
    title: `Blurring for clips, ${SIZE.widthPx}x${SIZE.heightPx}: ${name}, ${blurMs.length} frames`,
    figures: [
      createFigure("the pose model, a frame, mean", pose!, "ms", 1),
      createFigure("blurring, a frame, mean", blurred!, "ms", 1, atMost(BLUR_MS_MAX)),
    ],
  };
}
