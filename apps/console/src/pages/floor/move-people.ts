/** From where people were seen to where they are drawn: they go on smoothly, and stand where they stand. */
import {
  type Appearance,
  type Drawn,
  makeDrawn,
  TRAIL_POINTS_MAX,
  takeHands,
} from "./draw-people.ts";
import type { Placed, SnapshotHistory } from "./snapshot-history.ts";

export interface PeopleMover {
  /** Moves everybody on to a moment; false where nobody has to be redrawn. */
  move(atMs: number, elapsedMs: number): boolean;
  /** Who is drawn, as of the last move. */
  readonly list: () => readonly Drawn[];
  /** Gives everybody of the last move the trail that they have left by then. */
  trail(atMs: number): void;
}

export interface MoverOptions {
  readonly history: Pick<SnapshotHistory, "newestMs" | "sample" | "follow">;
  readonly findAppearance: (number: number) => Appearance;
  /** Whoever wants nothing to move sees people where they were seen last. */
  readonly isStill: () => boolean;
}

/** A snapshot that has not come yet is waited for, so long. */
const WAIT_MS = 1000;
/** Age at which a trail begins. */
const TRAIL_MS = 1800;
/** Length of the trail under the disc. */
const TRAIL_HIDDEN_MS = 60;
/** One place of each such step of the clock: as long as it is shown it stays the same. */
const TRAIL_STEP_MS = 200;
/** Who has gone less far leaves none. */
const TRAIL_CM_MIN = 20;
/** Joints tremble by a centimetre or so: who stands is to stand. */
const STILL_CM = 2.5;
/** How quickly what is drawn follows what was seen, milliseconds. */
const FOLLOW_MS = 110;
/** Further than this nobody goes from one frame to the next: they are somebody else, or elsewhere. */
const JUMP_CM = 150;
/** Headings are drawn to the nearest of these, degrees. */
const TURN_DEG = 6;
/** Less than this is not seen, centimetres. */
const MOVED_CM = 0.05;

export function createPeopleMover({ history, findAppearance, isStill }: MoverOptions): PeopleMover {
  const sampled: Placed[] = [];
  const people: Drawn[] = [];
  return {
    list: () => people,
    move: (atMs, elapsedMs) => {
      const knownMs = Math.min(atMs, Math.max(history.newestMs(), atMs - WAIT_MS));
      const count = history.sample(knownMs, sampled);
      const follow = isStill() ? 1 : 1 - Math.exp(-elapsedMs / FOLLOW_MS);
      let isNew = count !== people.length;
      for (let at = 0; at < count; at++) {
        const placed = sampled[at]!;
        people[at] ??= makeDrawn();
        if (people[at].number !== placed.number) takeFrom(people, at, placed);
        const drawn = people[at]!;
        const appearance = findAppearance(placed.number);
        const hasMoved = moveBy(drawn, placed, follow);
        isNew = takeHands(drawn, placed) || hasMoved || drawn.appearance !== appearance || isNew;
        drawn.appearance = appearance;
      }
      people.length = count;
      return isNew;
    },
    trail: (atMs) => {
      for (const drawn of people) {
        drawn.trailLength = 0;
        if (!isStill()) takeTrail(drawn, history, atMs);
      }
    },
  };
}

/** Somebody stands elsewhere in the list now: they are drawn on from where they were drawn. */
function takeFrom(people: Drawn[], at: number, placed: Placed): void {
  const before = people.findIndex(({ number }, index) => index > at && number === placed.number);
  if (before >= 0) {
    [people[at], people[before]] = [people[before]!, people[at]!];
    return;
  }
  const { number, x, y } = placed;
  Object.assign(people[at]!, { number, x, y, trailLength: 0 });
}

function moveBy(drawn: Drawn, placed: Placed, follow: number): boolean {
  const [byX, byY] = [placed.x - drawn.x, placed.y - drawn.y];
  const distance = Math.hypot(byX, byY);
  const share = distance > JUMP_CM ? 1 : follow * Math.max(0, 1 - STILL_CM / distance);
  const turn = Math.round(placed.heading / TURN_DEG) * TURN_DEG;
  const isNew = share * distance > MOVED_CM || !Object.is(turn, drawn.heading);
  drawn.x += share * byX;
  drawn.y += share * byY;
  drawn.heading = turn;
  return isNew;
}

function takeTrail(drawn: Drawn, history: MoverOptions["history"], atMs: number): void {
  let last = Math.floor((atMs - TRAIL_MS) / TRAIL_STEP_MS) - 1;
  const fromMs = (last + 1) * TRAIL_STEP_MS;
  history.follow(drawn.number, fromMs, atMs - TRAIL_HIDDEN_MS, (x, y, thenMs) => {
    const step = Math.floor(thenMs / TRAIL_STEP_MS);
    if (step === last || drawn.trailLength >= TRAIL_POINTS_MAX) return;
    last = step;
    drawn.trail[2 * drawn.trailLength] = x;
    drawn.trail[2 * drawn.trailLength + 1] = y;
    drawn.trailLength++;
  });
  const [x, y] = [drawn.trail[0]!, drawn.trail[1]!];
  if (Math.hypot(x - drawn.x, y - drawn.y) < TRAIL_CM_MIN) drawn.trailLength = 0;
}
