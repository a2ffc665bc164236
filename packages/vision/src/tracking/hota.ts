import { assignSparse } from "@saunter/numerics/sparse-assignment";
import type { TrackFrames } from "./track-frames.ts";

/** Each is a mean over the thresholds of similarity; NaN where there is neither truth nor track. */
export interface HotaScore {
  /** Geometric mean of detection and association, at each threshold. */
  readonly hota: number;
  /** Matches among all rows of truth and tracks, each match counted once. */
  readonly deta: number;
  /** How far the tracks of matches and the people's own paths are the same rows. */
  readonly assa: number;
  /** Mean similarity of matches; 1 at thresholds without any, as in TrackEval. */
  readonly loca: number;
}

const ALPHA_COUNT = 19;
const ALPHA_STEP = 0.05;
/** 0.05, 0.10 … 0.95. */
const ALPHAS = Float64Array.from(
  { length: ALPHA_COUNT },
  (_, level) => ALPHA_STEP + level * ALPHA_STEP,
);

/** Matches of all frames by how many thresholds they pass. */
interface Matches {
  /** Of each link of ids, at link * (ALPHA_COUNT + 1) + thresholds passed. */
  readonly ofLinks: Int32Array;
  /** Sum of similarities of matches by thresholds passed. */
  readonly similarities: Float64Array;
}

/**
 * Higher order tracking accuracy: Luiten, Ošep, Dendorfer, Torr, Geiger, Leal-Taixé & Leibe 2021,
 * "HOTA: a higher order metric for evaluating multi-object tracking", IJCV 129. Frames are matched as
 * TrackEval's `hota.py` does it: by similarity times how well the two ids agree over all frames, once
 * for all thresholds.
 */
export function scoreHota(frames: TrackFrames): HotaScore {
  const { truth, tracks, pairs } = frames;
  const rows = truth.ids.length + tracks.ids.length;
  if (rows === 0) return { hota: Number.NaN, deta: Number.NaN, assa: Number.NaN, loca: Number.NaN };
  const { ofLinks, similarities } = matchFrames(frames, measureAlignments(frames));
  const counts = new Float64Array(pairs.truthIdOfLink.length);
  const sums = { hota: 0, deta: 0, assa: 0, loca: 0 };
  let similaritySum = 0;
  // From the highest threshold down: what passes it passes those below as well.
  for (let passed = ALPHA_COUNT; passed > 0; passed--) {
    let matched = 0;
    let aligned = 0;
    similaritySum += similarities[passed];
    for (let link = 0; link < counts.length; link++) {
      counts[link] += ofLinks[link * (ALPHA_COUNT + 1) + passed];
      matched += counts[link];
      aligned += (counts[link] * counts[link]) / (countRows(frames, link) - counts[link]);
    }
    const deta = matched / (rows - matched);
    const assa = aligned / Math.max(1, matched);
    sums.hota += Math.sqrt(deta * assa);
    sums.deta += deta;
    sums.assa += assa;
    sums.loca += matched === 0 ? 1 : similaritySum / matched;
  }
  return {
    hota: sums.hota / ALPHA_COUNT,
    deta: sums.deta / ALPHA_COUNT,
    assa: sums.assa / ALPHA_COUNT,
    loca: sums.loca / ALPHA_COUNT,
  };
}

/** Rows of a link's person and of its track, together. */
function countRows({ truth, tracks, pairs }: TrackFrames, link: number): number {
  return truth.rowsOfId[pairs.truthIdOfLink[link]] + tracks.rowsOfId[pairs.trackIdOfLink[link]];
}

/** How far each link's two ids agree over all frames, before anything is matched. */
function measureAlignments(frames: TrackFrames): Float64Array {
  const { truth, tracks, pairs } = frames;
  const shared = new Float64Array(pairs.truthIdOfLink.length);
  for (let f = 0; f < frames.frameCount; f++) {
    const ofTruth = new Float64Array(truth.starts[f + 1] - truth.starts[f]);
    const ofTracks = new Float64Array(tracks.starts[f + 1] - tracks.starts[f]);
    for (let pair = pairs.starts[f]; pair < pairs.starts[f + 1]; pair++) {
      ofTruth[pairs.truthRows[pair]] += pairs.similarities[pair];
      ofTracks[pairs.trackRows[pair]] += pairs.similarities[pair];
    }
    for (let pair = pairs.starts[f]; pair < pairs.starts[f + 1]; pair++) {
      const similarity = pairs.similarities[pair];
      const all = ofTruth[pairs.truthRows[pair]] + ofTracks[pairs.trackRows[pair]] - similarity;
      shared[pairs.links[pair]] += similarity / all;
    }
  }
  return shared.map((sum, link) => sum / (countRows(frames, link) - sum));
}

function matchFrames(frames: TrackFrames, alignments: Float64Array): Matches {
  const { truth, tracks, pairs } = frames;
  const ofLinks = new Int32Array(alignments.length * (ALPHA_COUNT + 1));
  const similarities = new Float64Array(ALPHA_COUNT + 1);
  for (let f = 0; f < frames.frameCount; f++) {
    const start = pairs.starts[f];
    const end = pairs.starts[f + 1];
    if (start === end) continue;
    const gains = pairs.similarities.slice(start, end);
    for (let i = 0; i < gains.length; i++) gains[i] *= alignments[pairs.links[start + i]];
    const chosen = assignSparse({
      rowCount: truth.starts[f + 1] - truth.starts[f],
      columnCount: tracks.starts[f + 1] - tracks.starts[f],
      rows: pairs.truthRows.subarray(start, end),
      columns: pairs.trackRows.subarray(start, end),
      gains,
    });
    for (const at of chosen) {
      if (at < 0) continue;
      const similarity = pairs.similarities[start + at];
      const passed = countPassed(similarity);
      ofLinks[pairs.links[start + at] * (ALPHA_COUNT + 1) + passed]++;
      similarities[passed] += similarity;
    }
  }
  return { ofLinks, similarities };
}

/** How many thresholds a similarity passes, the rounding of a threshold aside. */
function countPassed(similarity: number): number {
  let passed = 0;
  while (passed < ALPHA_COUNT && similarity >= ALPHAS[passed] - Number.EPSILON) passed++;
  return passed;
}
