/** What pages of docs/reference were measured on: the program's version, and the commit where there is one. */
import { execFileSync } from "node:child_process";
import { PROGRAM_VERSION } from "@saunter/shop/command-line/program-version";

/** What a page is measured with. A change of docs changes no figure. */
const MEASURED = ["packages", "apps", "scripts", "package-lock.json"];

export function readVersion(): string {
  const commit = askGit(["rev-parse", "--short", "HEAD"]);
  if (commit === null) return PROGRAM_VERSION;
  const isChanged = askGit(["status", "--porcelain", "--", ...MEASURED]) !== "";
  return `${PROGRAM_VERSION} of commit ${commit}${isChanged ? ", changed since" : ""}`;
}

function askGit(args: readonly string[]): string | null {
  try {
    const root = new URL("../../..", import.meta.url);
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    // No git, or no repository.
    return null;
  }
}
