/** The thread of `run-forecast.ts`. */
import { answerTasks } from "../answer-tasks.ts";
import { compareRecording } from "./compare-recording.ts";

answerTasks(compareRecording);
