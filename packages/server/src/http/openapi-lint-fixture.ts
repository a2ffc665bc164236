/** For tests: an OpenAPI document, as a linter of others sees it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** With each problem as its rule and its message. */
export function lintOpenApi(document: object): {
  readonly status: number | null;
  readonly problems: readonly string[];
} {
  const folder = mkdtempSync(join(tmpdir(), "saunter-openapi-"));
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
  rmSync(folder, { recursive: true });
  const { problems } = JSON.parse(stdout) as {
    readonly problems: readonly { readonly ruleId: string; readonly message: string }[];
  };
  return { status, problems: problems.map(({ ruleId, message }) => `${ruleId}: ${message}`) };
}
