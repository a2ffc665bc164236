/** The version of this program, as its package says it: a release sets it there. */
import { readFileSync } from "node:fs";

const packageJson: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

export const PROGRAM_VERSION = packageJson.version;
