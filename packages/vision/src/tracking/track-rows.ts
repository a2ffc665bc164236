/** People on the floor as lists of rows: who was where in which frame. */

export interface TrackRow {
  /** Number of the frame, a whole number. */
  readonly frame: number;
  /** Whose position it is: a person's in the truth, a track's in what a tracker tells. */
  readonly id: string;
  /** On the floor, metres. */
  readonly x: number;
  readonly y: number;
}

/** Two rows that name the same id in the same frame, as indexes. */
export interface RepeatedRow {
  readonly first: number;
  readonly second: number;
}

/** The rows of each id as indexes, in the order of their frames; ids as they come. */
export function groupTrajectories(rows: readonly TrackRow[]): number[][] {
  const trajectories = new Map<string, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const trajectory = trajectories.get(rows[i].id);
    if (trajectory === undefined) trajectories.set(rows[i].id, [i]);
    else trajectory.push(i);
  }
  for (const trajectory of trajectories.values()) {
    trajectory.sort((a, b) => rows[a].frame - rows[b].frame || a - b);
  }
  return [...trajectories.values()];
}

/** The first row whose id its frame has already, or null where there is none. */
export function findRepeatedRow(
  rows: readonly TrackRow[],
  trajectories: readonly (readonly number[])[] = groupTrajectories(rows),
): RepeatedRow | null {
  let found: RepeatedRow | null = null;
  for (const trajectory of trajectories) {
    for (let i = 1; i < trajectory.length; i++) {
      const [first, second] = [trajectory[i - 1], trajectory[i]];
      if (rows[first].frame !== rows[second].frame) continue;
      if (found === null || second < found.second) found = { first, second };
    }
  }
  return found;
}

/**
 * Throws where rows make no sense: RangeError for a frame that is no whole number, a position that is
 * not finite, or an id twice in one frame; TypeError for an id that is no text.
 */
export function checkTrackRows(
  rows: readonly TrackRow[],
  trajectories: readonly (readonly number[])[],
  name: string,
): void {
  for (let i = 0; i < rows.length; i++) {
    const { frame, id, x, y } = rows[i];
    if (typeof id !== "string") throw new TypeError(`${name}[${i}].id must be a text, got ${id}`);
    if (!Number.isSafeInteger(frame)) {
      throw new RangeError(`${name}[${i}].frame must be a whole number, got ${frame}`);
    }
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      throw new RangeError(`${name}[${i}] must be at a finite place, got ${x}, ${y}`);
    }
  }
  const repeated = findRepeatedRow(rows, trajectories);
  if (repeated === null) return;
  const { frame, id } = rows[repeated.second];
  throw new RangeError(
    `${name}[${repeated.second}] has ${JSON.stringify(id)} a second time in frame ${frame}, ` +
      `after ${name}[${repeated.first}]`,
  );
}
