import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ScreenFolders } from "../http/screens.ts";

/** The pages beside this app, where they have been built (`npm run screens`); else null. */
export function findScreens(): ScreenFolders | null {
  const find = (app: string): string =>
    fileURLToPath(new URL(`../../../${app}/dist`, import.meta.url));
  const folders = { console: find("console"), shopper: find("shopper") };
  return existsSync(folders.console) && existsSync(folders.shopper) ? folders : null;
}
