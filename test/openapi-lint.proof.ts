/** The OpenAPI documents of a shop and of a chain pass a linter. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../docs/.vitepress/pages.ts";
import { readChainDocument, readShopDocument } from "../scripts/check-docs/reference-pages.ts";

/** The problems, each as its rule and its message. */
function lint(document: object): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "saunter-openapi-"));
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.stringify(document));
  const command = join(ROOT, "node_modules/@redocly/cli/bin/cli.js");
  const config = join(ROOT, "redocly.yaml");
  const { stdout } = spawnSync(
    process.execPath,
    [command, "lint", file, "--config", config, "--format", "json"],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        REDOCLY_TELEMETRY: "off",
        REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      },
    },
  );
  rmSync(folder, { recursive: true });
  const { problems } = JSON.parse(stdout) as {
    readonly problems: readonly { readonly ruleId: string; readonly message: string }[];
  };
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

it("a shop's document passes", async () => {
  expect(lint(await readShopDocument())).toEqual([]);
});

it("a chain's document passes", async () => {
  expect(lint(await readChainDocument())).toEqual([]);
});

it("a document without a summary is refused", async () => {
  const document = structuredClone(await readShopDocument());
  delete (document.paths["/v1/visits"]!.get as { summary?: string }).summary;
  expect(lint(document)).toEqual([expect.stringMatching(/^operation-summary/)]);
});
