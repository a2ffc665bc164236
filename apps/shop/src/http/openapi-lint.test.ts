/** The OpenAPI document, as a linter of others sees it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "./api-recorder-fixture.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const api = startApi();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-openapi-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function lint(document: object) {
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.stringify(document));
  const command = join(root, "node_modules/@redocly/cli/bin/cli.js");
  const config = join(root, "redocly.yaml");
  const args = [command, "lint", file, "--config", config, "--format", "json"];
  const env = {
    ...process.env,
    REDOCLY_TELEMETRY: "off",
    REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
  };
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  const { problems } = JSON.parse(stdout) as {
    readonly problems: readonly { readonly ruleId: string; readonly message: string }[];
  };
  return { status, problems: problems.map(({ ruleId, message }) => `${ruleId}: ${message}`) };
}

it("has nothing to say of it, and finds what is planted", { timeout: 120_000 }, () => {
  const document = api.fixture.app.swagger();
  expect(lint(document)).toEqual({ status: 0, problems: [] });
  const broken = JSON.parse(JSON.stringify(document));
  delete broken.paths["/v1/visits"].get.summary;
  broken.paths["/v1/me"].get.responses["200"].content["application/json"].example.roles = 7;
  const { status, problems } = lint(broken);
  expect(status).toBe(1);
  expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual([
    "no-invalid-media-type-examples",
    "operation-summary",
  ]);
});
