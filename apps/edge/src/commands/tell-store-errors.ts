import { CommandFailure } from "../command-io.ts";
import { BackupError, StoreError } from "../store/store-error.ts";

/** Does something with a shop's database; why it cannot be used is told without a trace. */
export async function tellStoreErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError || error instanceof BackupError) {
      throw new CommandFailure(error.message, { cause: error });
    }
    throw error;
  }
}
