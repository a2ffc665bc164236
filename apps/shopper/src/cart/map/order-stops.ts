/** In which order to go to some stops, so that the way is short. */

/** From here on the shortest order would take too long to find (Held and Karp, 1962: n² 2ⁿ steps). */
export const EXACT_STOPS_MAX = 11;

/**
 * Order of the stops, from the first one on: the shortest up to `EXACT_STOPS_MAX` others; beyond that
 * one which no exchange of two of its legs makes shorter (2-opt).
 *
 * @param distances from each stop to each other, the same in both directions
 */
export function orderStops(distances: readonly (readonly number[])[]): number[] {
  if (distances.length <= 2) return distances.map((_, at) => at);
  if (distances.length - 1 <= EXACT_STOPS_MAX) return findShortest(distances);
  return shorten(distances, goToNearest(distances));
}

export function measureOrder(
  distances: readonly (readonly number[])[],
  order: readonly number[],
): number {
  return order.slice(1).reduce((sum, stop, at) => sum + distances[order[at]!]![stop]!, 0);
}

function findShortest(distances: readonly (readonly number[])[]): number[] {
  const count = distances.length - 1;
  const size = 1 << count;
  // By the set of stops that were visited and the last of them; stop 0 is where it begins.
  const best = new Float64Array(size * count).fill(Number.POSITIVE_INFINITY);
  const before = new Int8Array(size * count).fill(-1);
  for (let last = 0; last < count; last++) {
    best[(1 << last) * count + last] = distances[0]![last + 1]!;
  }
  for (let set = 1; set < size; set++) {
    for (let last = 0; last < count; last++) {
      const so = best[set * count + last]!;
      if (so === Number.POSITIVE_INFINITY) continue;
      for (let next = 0; next < count; next++) {
        if ((set & (1 << next)) !== 0) continue;
        const at = (set | (1 << next)) * count + next;
        const length = so + distances[last + 1]![next + 1]!;
        if (length >= best[at]!) continue;
        best[at] = length;
        before[at] = last;
      }
    }
  }
  let set = size - 1;
  let last = 0;
  for (let one = 1; one < count; one++) {
    if (best[set * count + one]! < best[set * count + last]!) last = one;
  }
  const order: number[] = [];
  while (last !== -1) {
    order.push(last + 1);
    const earlier = before[set * count + last]!;
    set ^= 1 << last;
    last = earlier;
  }
  return [0, ...order.reverse()];
}

function goToNearest(distances: readonly (readonly number[])[]): number[] {
  const order = [0];
  const left = new Set(distances.keys());
  left.delete(0);
  while (left.size > 0) {
    const row = distances[order.at(-1)!]!;
    const [nearest] = [...left].sort((a, b) => row[a]! - row[b]!);
    order.push(nearest!);
    left.delete(nearest!);
  }
  return order;
}

/** Turns parts of the way round for as long as that makes it shorter; it ends, as each turn does. */
function shorten(distances: readonly (readonly number[])[], order: readonly number[]): number[] {
  let now = [...order];
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (let from = 1; from < now.length - 1; from++) {
      for (let to = from + 1; to < now.length; to++) {
        const turned = [
          ...now.slice(0, from),
          ...now.slice(from, to + 1).reverse(),
          ...now.slice(to + 1),
        ];
        if (measureOrder(distances, turned) >= measureOrder(distances, now) - 1e-9) continue;
        now = turned;
        isShorter = true;
      }
    }
  }
  return now;
}
