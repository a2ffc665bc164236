/** Integrators copy this check of a webhook from docs/reference/http-api.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { signWebhook } from "@saunter/server/webhooks/webhook-signature";
import { describe, expect, it } from "vitest";

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
});
