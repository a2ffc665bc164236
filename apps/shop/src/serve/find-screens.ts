import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ScreenFolders } from "../http/screens.ts";

const find = (path: string): string =>
  fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** The pages beside this app, where they have been built (`npm run screens`); else null. */
export function findScreens(): ScreenFolders | null {
  const folders = {
    console: find("apps/console/dist"),
    shopper: find("apps/shopper/dist"),
    docs: find("docs/.vitepress/dist"),
  };
  return existsSync(folders.console) && existsSync(folders.shopper) ? folders : null;
}
