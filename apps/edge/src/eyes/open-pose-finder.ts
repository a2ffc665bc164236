import { CommandFailure } from "../command-io.ts";
import type { PoseConfig } from "../config/cameras-config.ts";
import type { PoseFinder } from "../ingest/pose/pose-finder.ts";

/** What finds people in pictures, as it is configured. */
export async function openPoseFinder({ model }: PoseConfig): Promise<PoseFinder> {
  throw new CommandFailure(`nothing is there yet that runs the pose model ${model}`);
}
