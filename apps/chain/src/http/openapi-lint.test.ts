/** The chain's OpenAPI document, as a linter of others sees it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startChainHttp, type TestChainHttp } from "./chain-http-fixture.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
let chain: TestChainHttp;
let folder: string;
beforeAll(async () => {
  chain = await startChainHttp({ publicUrl: "https://chain.example" });
  folder = mkdtempSync(join(tmpdir(), "saunter-openapi-"));
});
afterAll(async () => {
  await chain.close();
  rmSync(folder, { recursive: true });
});

function lint(document: object): string[] {
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.stringify(document));
  const command = join(root, "node_modules/@redocly/cli/bin/cli.js");
  const config = join(root, "redocly.yaml");
  const args = [command, "lint", file, "--config", config, "--format", "json"];
  const env = {
    ...process.env,
    ...{ REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  };
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  const { problems } = JSON.parse(stdout) as {
    readonly problems: readonly { readonly ruleId: string; readonly message: string }[];
  };
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

it("has nothing to say of it, and finds what is planted", () => {
  const document = chain.http.app.swagger();
  expect(lint(document)).toEqual([]);
  const broken = JSON.parse(JSON.stringify(document));
  delete broken.paths["/v1/shops"].get.summary;
  expect(lint(broken)).toEqual([expect.stringMatching(/^operation-summary/)]);
});
