/** Which detection is whose: the pairs that are likeliest together. */
import { assign } from "@saunter/numerics/assignment";
import type { DetectorModel } from "./detector-model.ts";
import { fitPlace, type GroundTrack, type Outliers, type RatedDetection } from "./ground-track.ts";

export interface Association {
  /** For each track its detection, or -1. */
  readonly detectionOfTrack: Int32Array;
  /** How much likelier the pair is than a miss beside somebody else, natural logarithm. */
  readonly gains: Float64Array;
}

export function associate(
  tracks: readonly GroundTrack[],
  detections: readonly RatedDetection[],
  detector: DetectorModel,
  outliers: Outliers,
): Association {
  const columns = detections.length;
  const gains = new Float64Array(tracks.length);
  if (tracks.length === 0 || columns === 0) {
    return { detectionOfTrack: new Int32Array(tracks.length).fill(-1), gains };
  }
  const logRatios = detections.map((one) => Math.log(one.scoreRatio / one.otherDensity));
  const { foundProbability, noiseVariance } = detector;
  const { gateSds } = detector.parameters;
  // A pair that is less likely than a miss and somebody else costs as much as none.
  const costs = new Float64Array(tracks.length * columns);
  for (const [row, track] of tracks.entries()) {
    const { mean, covariance } = track.state;
    const found = track.visible * foundProbability;
    const logOdds = Math.log(found / (1 - found));
    const reachSq =
      gateSds ** 2 * (Math.max(covariance[0]!, covariance[2]!) + noiseVariance) +
      outliers.outlierSdM ** 2;
    for (let column = 0; column < columns; column++) {
      const { x, y } = detections[column]!;
      const dx = x - mean[0]!;
      const dy = y - mean[1]!;
      if (dx * dx + dy * dy > reachSq) continue;
      const { logDensity } = fitPlace(track, x, y, noiseVariance, outliers);
      const gain = logOdds + logDensity + logRatios[column]!;
      if (gain > 0) costs[row * columns + column] = -gain;
    }
  }
  const { columnOfRow: detectionOfTrack } = assign(costs, tracks.length, columns)!;
  for (let row = 0; row < tracks.length; row++) {
    const column = detectionOfTrack[row]!;
    gains[row] = column < 0 ? 0 : -costs[row * columns + column]!;
    if (gains[row] === 0) detectionOfTrack[row] = -1;
  }
  return { detectionOfTrack, gains };
}
