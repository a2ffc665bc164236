/** Apps that bring commands of their own to `saunter`. Which are there depends on what is installed. */
import type { Command } from "commander";
import type { CommandIo } from "../command-line/command-io.ts";
import type { Extension } from "../process/capability.ts";

export type AddCommand = (program: Command) => void;

/** What only one command needs is loaded for it alone, so that each starts at once. */
export type LoadCommands = Readonly<Record<string, () => Promise<AddCommand>>>;

export interface InstalledApp {
  readonly commands: (io: CommandIo) => LoadCommands;
  /** What it brings to a shop's process. */
  readonly extension: () => Promise<Extension>;
}

/** In the order in which their commands are listed. */
const APPS = ["@saunter/lab/app", "@saunter/cart/app"];

/** Those that are there. */
export async function findInstalledApps(): Promise<InstalledApp[]> {
  const found: InstalledApp[] = [];
  for (const path of APPS) {
    if (!isInstalled(path)) continue;
    const { APP } = (await import(path)) as { readonly APP: InstalledApp };
    found.push(APP);
  }
  return found;
}

function isInstalled(path: string): boolean {
  try {
    import.meta.resolve(path);
    return true;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === "ERR_MODULE_NOT_FOUND") return false;
    throw error;
  }
}
