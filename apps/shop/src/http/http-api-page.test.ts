/** What the page on the HTTP API says by hand is so. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PAGE_ROWS, PAGE_ROWS_MAX } from "@saunter/protocol/limits";
import { BODY_BYTES_MAX, BODY_DEPTH_MAX } from "@saunter/server/http/http-limits";
import { formatProblem } from "@saunter/server/http/problem";
import { signWebhook } from "@saunter/server/webhooks/webhook-signature";
import { describe, expect, it } from "vitest";
import { RATES, SOCKETS } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";

const PAGE = fileURLToPath(new URL("../../../../docs/reference/http-api.md", import.meta.url));
const page = readFileSync(PAGE, "utf8");

function findBlock(language: string, part: string): string {
  const blocks = [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))];
  const found = blocks.map(([, block]) => block!).find((block) => block.includes(part));
  if (found === undefined) throw new Error(`the page has no ${language} with ${part}`);
  return found;
}

describe("docs/reference/http-api.md", () => {
  it("shows how to check a webhook, and the check holds", async () => {
    const folder = mkdtempSync(join(tmpdir(), "saunter-page-"));
    const file = join(folder, "genuine.mjs");
    writeFileSync(file, findBlock("js", "isGenuine"));
    const { isGenuine } = await import(pathToFileURL(file).href);
    rmSync(folder, { recursive: true });
    const atMs = 1_772_442_000_000;
    const header = signWebhook('{"id":1}', "whsec", atMs);
    expect(isGenuine('{"id":1}', header, "whsec", atMs + 300_000)).toBe(true);
    expect(isGenuine('{"id":1}', header, "whsec", atMs + 300_001)).toBe(false);
    expect(isGenuine('{"id":2}', header, "whsec", atMs)).toBe(false);
    expect(isGenuine('{"id":1}', header, "other", atMs)).toBe(false);
    for (const bad of [undefined, "", "t=1", header.replace("v1=", "v1=0")]) {
      expect(isGenuine('{"id":1}', bad, "whsec", atMs)).toBe(false);
    }
  });

  it("shows a problem as it is", () => {
    const shown = JSON.parse(findBlock("json", "gate-busy"));
    const { detail, instance } = shown;
    const requestId = instance.replace("urn:saunter:request:", "");
    const error = new ProblemError("gate-busy", detail);
    expect(shown).toEqual(formatProblem(PROBLEM_TABLE, error, requestId));
  });

  it("tells the bounds as they are", () => {
    const count = (value: number): string => value.toLocaleString("en-GB");
    for (const words of [
      `a body | ${BODY_BYTES_MAX / 1024} kB, ${BODY_DEPTH_MAX} levels deep`,
      `${count(SOCKETS.requestsPerSocketMax)} requests; ${count(SOCKETS.connectionsMax)} at once`,
      `people | ${count(RATES.people)} |`,
      `other systems | ${count(RATES.machines)} |`,
      `anybody, by address | ${count(RATES.public)} |`,
      `by their link, by address | ${count(RATES.lookUp)} |`,
      `signing in or up, by address | ${count(RATES.signIn)} |`,
      `pages of ${PAGE_ROWS}, or as many as \`limit\` says, up to ${PAGE_ROWS_MAX}`,
    ]) {
      expect(page.replaceAll("\n", " ")).toContain(words);
    }
  });
});
