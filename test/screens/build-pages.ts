/** Before the first test of screens: the pages that they look at are those of the sources. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/screens.ts", import.meta.url));

export function setup(): void {
  execFileSync(process.execPath, [SCRIPT], { stdio: "inherit" });
}
