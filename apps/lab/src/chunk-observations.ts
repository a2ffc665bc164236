import type { Observation } from "@saunter/engine/observation";

const CHUNK_OBSERVATIONS = 256;

/** Hands observations on many at once; `seconds` of the clock given go to making them. */
export function* chunkObservations(
  observations: Iterable<Observation>,
  onMade: (seconds: number) => void = () => {},
  readSeconds: () => number = () => 0,
): Generator<Observation[], void, undefined> {
  let chunk: Observation[] = [];
  let startSeconds = readSeconds();
  for (const observation of observations) {
    chunk.push(observation);
    if (chunk.length < CHUNK_OBSERVATIONS) continue;
    onMade(readSeconds() - startSeconds);
    yield chunk;
    chunk = [];
    startSeconds = readSeconds();
  }
  onMade(readSeconds() - startSeconds);
  if (chunk.length > 0) yield chunk;
}
