/** Runs the tracker over detections of numbered frames, one after the other as a camera would. */
import {
  createGroundTracker,
  type GroundDetection,
  type TrackedPerson,
} from "@saunter/vision/tracking/ground-tracker";

export interface DetectionRow extends GroundDetection {
  readonly frame: number;
}

export interface TrackedFrame {
  readonly frame: number;
  readonly people: readonly TrackedPerson[];
}

/** Frames without detections are gone through for so long: after that nobody is left to report. */
const EMPTY_S_MAX = 60;

/**
 * @param rows in whatever order
 * @param fps frames a second
 * @param onFrame the number of rows gone through so far
 */
export function* trackDetections(
  rows: readonly DetectionRow[],
  fps: number,
  onFrame: (done: number) => void = () => {},
): Generator<TrackedFrame, void, void> {
  const sorted = [...rows].sort((a, b) => a.frame - b.frame);
  const tracker = createGroundTracker();
  const step = (frame: number, detections: readonly GroundDetection[]): TrackedFrame => ({
    frame,
    people: tracker.step((1000 * frame) / fps, detections),
  });
  let done = 0;
  while (done < sorted.length) {
    const { frame } = sorted[done]!;
    let end = done;
    while (sorted[end]?.frame === frame) end++;
    yield step(frame, sorted.slice(done, end));
    done = end;
    onFrame(done);
    const next = sorted[done]?.frame ?? frame;
    const emptyEnd = Math.min(next, frame + Math.ceil(EMPTY_S_MAX * fps));
    for (let empty = frame + 1; empty < emptyEnd; empty++) yield step(empty, []);
  }
}
