import { assignSparse } from "@saunter/numerics/sparse-assignment";
import { isWithinLimit, type TrackFrames } from "./track-frames.ts";

export interface ClearMotScore {
  /** 1 - (misses + false positives + switches) / rows of the truth; NaN without truth. */
  readonly mota: number;
  /** Mean distance of matches, metres; NaN without matches. */
  readonly motpM: number;
  /** Rows of the truth that a track was matched with, switches among them. */
  readonly matches: number;
  /** Rows of the truth without a track. */
  readonly misses: number;
  /** Rows of tracks without a truth. */
  readonly falsePositives: number;
  /** Matches with another track than the one that the person was last matched with. */
  readonly switches: number;
  /** People matched in at least 80 % of their frames. */
  readonly mostlyTracked: number;
  /** People matched in less than 20 % of their frames. */
  readonly mostlyLost: number;
}

const MOSTLY_TRACKED_SHARE_MIN = 0.8;
const MOSTLY_LOST_SHARE_MAX = 0.2;

/** What is known of people from the frames so far, by the number of their id. */
interface History {
  /** The track last matched with, or -1. */
  readonly track: Int32Array;
  /** When that was, in frames compared. */
  readonly comparedAt: Int32Array;
  readonly matches: Int32Array;
  compared: number;
}

/**
 * CLEAR MOT: Bernardin & Stiefelhagen 2008, "Evaluating multiple object tracking performance",
 * EURASIP Journal on Image and Video Processing. The pairs of the frame before are kept while they
 * are within the distance limit; of the rest as many are matched as can be, those of the least total
 * distance. A frame in which there is only truth, or only tracks, is passed over by that memory, as
 * in TrackEval.
 */
export function scoreClearMot(frames: TrackFrames): ClearMotScore {
  const { truth, tracks, pairs } = frames;
  const history: History = {
    track: new Int32Array(truth.idCount).fill(-1),
    comparedAt: new Int32Array(truth.idCount).fill(-1),
    matches: new Int32Array(truth.idCount),
    compared: 0,
  };
  let matches = 0;
  let switches = 0;
  let distanceSumM = 0;
  for (let f = 0; f < frames.frameCount; f++) {
    if (truth.starts[f] === truth.starts[f + 1]) continue;
    if (tracks.starts[f] === tracks.starts[f + 1]) continue;
    for (const pair of matchFrame(frames, f, history)) {
      const link = pairs.links[pair];
      const person = pairs.truthIdOfLink[link];
      const track = pairs.trackIdOfLink[link];
      matches++;
      distanceSumM += pairs.distancesM[pair];
      if (history.track[person] >= 0 && history.track[person] !== track) switches++;
      history.track[person] = track;
      history.comparedAt[person] = history.compared;
      history.matches[person]++;
    }
    history.compared++;
  }
  const misses = truth.ids.length - matches;
  const falsePositives = tracks.ids.length - matches;
  return {
    mota: 1 - (misses + falsePositives + switches) / (truth.ids.length || Number.NaN),
    motpM: distanceSumM / (matches || Number.NaN),
    matches,
    misses,
    falsePositives,
    switches,
    ...countCovered(truth.rowsOfId, history.matches),
  };
}

/** The pairs matched in one frame: those of the frame before first. */
function matchFrame(frames: TrackFrames, f: number, history: History): number[] {
  const { truth, tracks, pairs } = frames;
  const near: number[] = [];
  const matched: number[] = [];
  const isTruthTaken = new Uint8Array(truth.starts[f + 1] - truth.starts[f]);
  const isTrackTaken = new Uint8Array(tracks.starts[f + 1] - tracks.starts[f]);
  for (let pair = pairs.starts[f]; pair < pairs.starts[f + 1]; pair++) {
    if (!isWithinLimit(pairs.similarities[pair])) continue;
    const link = pairs.links[pair];
    const person = pairs.truthIdOfLink[link];
    const isKept =
      history.track[person] === pairs.trackIdOfLink[link] &&
      history.comparedAt[person] === history.compared - 1;
    if (isKept) {
      matched.push(pair);
      isTruthTaken[pairs.truthRows[pair]] = 1;
      isTrackTaken[pairs.trackRows[pair]] = 1;
    } else near.push(pair);
  }
  const free = near.filter(
    (pair) =>
      isTruthTaken[pairs.truthRows[pair]] === 0 && isTrackTaken[pairs.trackRows[pair]] === 0,
  );
  if (free.length === 0) return matched;
  // Above what all pairs together can cost, so that no pair is given up for a shorter distance.
  const reachM = frames.distanceM * (1 + Math.min(isTruthTaken.length, isTrackTaken.length));
  const chosen = assignSparse({
    rowCount: isTruthTaken.length,
    columnCount: isTrackTaken.length,
    rows: free.map((pair) => pairs.truthRows[pair]),
    columns: free.map((pair) => pairs.trackRows[pair]),
    gains: free.map((pair) => reachM - pairs.distancesM[pair]),
  });
  for (const at of chosen) if (at >= 0) matched.push(free[at]);
  return matched;
}

function countCovered(
  rowsOfId: Int32Array,
  matchesOfId: Int32Array,
): Pick<ClearMotScore, "mostlyTracked" | "mostlyLost"> {
  let mostlyTracked = 0;
  let mostlyLost = 0;
  for (let id = 0; id < rowsOfId.length; id++) {
    const share = matchesOfId[id] / rowsOfId[id];
    if (share >= MOSTLY_TRACKED_SHARE_MIN) mostlyTracked++;
    if (share < MOSTLY_LOST_SHARE_MAX) mostlyLost++;
  }
  return { mostlyTracked, mostlyLost };
}
