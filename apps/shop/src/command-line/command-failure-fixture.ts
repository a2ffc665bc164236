/** For tests: why a command cannot go on. */
import { CommandFailure } from "./command-io.ts";

/** The message of the `CommandFailure` that is thrown; throws where there is none, or another. */
export function failOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CommandFailure) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}
