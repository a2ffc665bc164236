/** Invented people on a floor and what a poor tracker makes of them, for tests. */
import type { Random } from "@saunter/numerics/random";
import type { TrackRow } from "./track-rows.ts";

export interface SceneOptions {
  readonly frames: number;
  readonly people: number;
  /** The floor is a square, metres. */
  readonly sideM: number;
  /** Standard deviation of positions reported, metres along each axis. */
  readonly errorM: number;
  /** In a frame, of each person: not reported, reported under a new id, swapped with another. */
  readonly missProbability: number;
  readonly breakProbability: number;
  readonly idSwitchProbability: number;
  /** Of each frame: somebody told who is not there. */
  readonly ghostProbability: number;
}

export interface TrackScene {
  readonly truth: TrackRow[];
  readonly tracks: TrackRow[];
}

const STEP_M = 0.15;

const roundMm = (metres: number): number => Math.round(metres * 1000) / 1000;

/** People who wander at random; places in whole millimetres. */
export function buildTrackScene(random: Random, options: SceneOptions): TrackScene {
  const { people, sideM, errorM } = options;
  const truth: TrackRow[] = [];
  const tracks: TrackRow[] = [];
  let trackCount = 0;
  const walkers = Array.from({ length: people }, () => ({
    x: random.uniform(0, sideM),
    y: random.uniform(0, sideM),
    track: trackCount++,
  }));
  for (let frame = 0; frame < options.frames; frame++) {
    for (const walker of walkers) {
      if (random.chance(options.breakProbability)) walker.track = trackCount++;
      if (!random.chance(options.idSwitchProbability)) continue;
      const other = random.pick(walkers);
      [walker.track, other.track] = [other.track, walker.track];
    }
    for (const [person, walker] of walkers.entries()) {
      walker.x += random.normal(0, STEP_M);
      walker.y += random.normal(0, STEP_M);
      truth.push({ frame, id: `p${person}`, x: roundMm(walker.x), y: roundMm(walker.y) });
      const x = roundMm(walker.x + random.normal(0, errorM));
      const y = roundMm(walker.y + random.normal(0, errorM));
      if (random.chance(options.missProbability)) continue;
      tracks.push({ frame, id: `t${walker.track}`, x, y });
    }
    if (!random.chance(options.ghostProbability)) continue;
    const [x, y] = [roundMm(random.uniform(0, sideM)), roundMm(random.uniform(0, sideM))];
    tracks.push({ frame, id: `ghost${random.integer(0, 2)}`, x, y });
  }
  return { truth, tracks };
}
