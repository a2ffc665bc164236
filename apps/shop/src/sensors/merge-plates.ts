/** Plates of a recording, and the people that cameras saw meanwhile, in order of time. */
import type { JointFrame, Observation, PlateBatch } from "@saunter/engine/observation";

/**
 * Each frame with the batches of plates before it, as soon as it is seen; what comes after the last frame
 * follows. Each of the two is in order already.
 * @param chunks of a recording; joints in it are left out, as those of the cameras take their place
 */
export async function* mergePlates(
  chunks: AsyncIterable<readonly Observation[]>,
  frames: AsyncIterable<JointFrame>,
): AsyncGenerator<readonly Observation[], void, undefined> {
  const plates = takePlates(chunks);
  try {
    let head = await plates.next();
    for await (const frame of frames) {
      const before: Observation[] = [];
      // A batch without a time is one of no time that could be waited for.
      while (head.done !== true && !(head.value.timestampMs > frame.timestampMs)) {
        before.push(head.value);
        head = await plates.next();
      }
      yield [...before, frame];
    }
    for (; head.done !== true; head = await plates.next()) yield [head.value];
  } finally {
    await plates.return();
  }
}

async function* takePlates(
  chunks: AsyncIterable<readonly Observation[]>,
): AsyncGenerator<PlateBatch, void, undefined> {
  for await (const chunk of chunks) {
    for (const observation of chunk) if (observation.kind === "plates") yield observation;
  }
}
