/** The thread of `trip-pool.ts`. */
import { SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { takeValues } from "@saunter/numerics/parameter-table";
import { answerTasks } from "../answer-tasks.ts";
import { type PlayedTrip, playTrip } from "./play-trip.ts";
import type { ChangedTask } from "./trip-pool.ts";

answerTasks(({ changes, task }: ChangedTask): PlayedTrip => {
  const { truth: _, world: __, ...played } = playTrip(task, takeValues(SMART_CART, changes));
  return played;
});
