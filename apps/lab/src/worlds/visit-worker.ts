/** The thread of `visit-pool.ts`. */
import { answerTasks } from "../answer-tasks.ts";
import { measureVisit } from "./measured-visit.ts";

answerTasks(measureVisit);
