/** Saunter's version, as pages of docs/reference tell it: that of the program, as the workspace has none. */
import { readFileSync } from "node:fs";

export function readVersion(): string {
  const url = new URL("../apps/edge/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(url, "utf8")) as { readonly version: string };
  return version;
}
