/** The thread of `trip-pool.ts`. */
import { SMART_CART, type SmartCartParameters } from "@saunter/engine/parameters/smart-cart";
import type { CartRecording } from "@saunter/ingest/cart-recordings/cart-recording";
import { readCartRecording } from "@saunter/ingest/cart-recordings/read-cart-recording";
import { takeValues } from "@saunter/numerics/parameter-table";
import { answerTasks } from "../answer-tasks.ts";
import { type PlayedTrip, playRecording, playTrip } from "./play-trip.ts";
import type { ChangedTask } from "./trip-pool.ts";

const recordings = new Map<string, Promise<CartRecording>>();

answerTasks(async ({ changes, task }: ChangedTask): Promise<PlayedTrip> => {
  const parameters = takeValues(SMART_CART, changes);
  if (typeof task === "string") return playRecorded(task, parameters);
  const { truth: _, world: __, ...played } = playTrip(task, parameters);
  return played;
});

async function playRecorded(dir: string, parameters: SmartCartParameters): Promise<PlayedTrip> {
  const reading = recordings.get(dir) ?? readCartRecording(dir);
  recordings.set(dir, reading);
  const played = playRecording(await reading, parameters);
  if (played === null) throw new Error("it has no truth.json");
  return played;
}
