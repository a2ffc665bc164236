import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "@saunter/commerce/refusal";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { describeTightened, type Tightened } from "../store/private-files.ts";
import { openStore, type Store } from "../store/store.ts";

/**
 * Opens the tables of people in a shop's database for as long as `use` takes; a database that
 * `mustExist` is not made.
 */
export async function usePeople<T>(
  folder: string,
  io: CommandIo,
  mustExist: boolean,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (mustExist && !existsSync(join(folder, "shop.db"))) {
    throw new CommandFailure(`There is no shop's data in ${folder}.`);
  }
  const options = {
    folder,
    nowMs: () => io.nowMs(),
    projections: SHOP_PROJECTIONS,
    schema: PEOPLE_SCHEMA,
    onTightened: (tightened: Tightened) => io.writeErr(`${describeTightened(tightened)}\n`),
  };
  const store = openStore(options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** The value, or the refusal as what the command fails with. */
export function orFail<T>(result: Result<T>): T {
  if (!result.ok) throw new CommandFailure(result.refusal.detail);
  return result.value;
}
