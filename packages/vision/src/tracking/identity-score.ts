import { assignSparse } from "@saunter/numerics/sparse-assignment";
import { isWithinLimit, type TrackFrames } from "./track-frames.ts";

export interface IdentityScore {
  /** Harmonic mean of the two below; NaN where there is neither truth nor track. */
  readonly idf1: number;
  /** Share of the tracks' rows with the right person; NaN without tracks. */
  readonly idp: number;
  /** Share of the truth's rows with the right track; NaN without truth. */
  readonly idr: number;
}

/**
 * Identity scores: Ristani, Solera, Zou, Cucchiara & Tomasi 2016, "Performance measures and a data
 * set for multi-target, multi-camera tracking", ECCV workshops. Each person is given one track at
 * most, and each track one person, over all frames at once, so that they agree in as many rows as
 * can be; two agree where they are within the distance limit.
 */
export function scoreIdentity({ truth, tracks, pairs }: TrackFrames): IdentityScore {
  const agreed = new Float64Array(pairs.truthIdOfLink.length);
  for (let pair = 0; pair < pairs.links.length; pair++) {
    if (isWithinLimit(pairs.similarities[pair])) agreed[pairs.links[pair]]++;
  }
  const chosen = assignSparse({
    rowCount: truth.idCount,
    columnCount: tracks.idCount,
    rows: pairs.truthIdOfLink,
    columns: pairs.trackIdOfLink,
    gains: agreed,
  });
  let right = 0;
  for (const link of chosen) if (link >= 0) right += agreed[link];
  const truthRows = truth.ids.length;
  const trackRows = tracks.ids.length;
  return {
    idf1: (2 * right) / (truthRows + trackRows),
    idp: right / trackRows,
    idr: right / truthRows,
  };
}
