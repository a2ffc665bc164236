import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { GOODS_LINES, LEAST_LINES } from "../config/config-fixture.ts";
import { CONFIG_LIMITS } from "../config/config-limits.ts";
import { addConfigCommand } from "./config.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../examples/shop.yaml", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "saunter-config-command-"));
const file = join(folder, "shop.yaml");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("config", () => {
  let captured: CapturedIo = createCapturedIo();

  beforeEach(() => {
    captured = createCapturedIo();
  });

  const run = (...args: string[]): Promise<number> =>
    runCommandLine(["config", ...args], "1.2.3", captured.io, (program) =>
      addConfigCommand(program, { io: captured.io, environment: { HOOK: "hush" } }),
    );

  it("says that the example is good, and what is in it", async () => {
    expect(await run("check", EXAMPLE)).toBe(0);
    expect(captured.out()).toBe(
      `${EXAMPLE} is good: 10 products, 36 plates, 3 offers, 2 gates, payment by simulator\n`,
    );
    expect(captured.err()).toBe("");
  });

  it("says what comes from the source", async () => {
    writeFileSync(
      file,
      `${LEAST_LINES}webhooks: [{ url: "https://a.example", secretEnv: HOOK }]\n`,
    );
    expect(await run("check", file)).toBe(0);
    expect(captured.out()).toBe(
      `${file} is good: products of the source, shelves of the source, 0 offers, ` +
        "gates of the source, payment by none\n",
    );
  });

  it("prints the sign at the entrance, in the shop's language or another", async () => {
    expect(await run("sign", EXAMPLE)).toBe(0);
    expect(captured.out()).toContain('<html lang="en-GB" dir="ltr">');
    expect(captured.out()).toContain("localhost:8420/shop/");
    captured = createCapturedIo();
    expect(await run("sign", "--locale", "ar", EXAMPLE)).toBe(0);
    expect(captured.out()).toContain('<html lang="ar" dir="rtl">');
  });

  it("prints no sign in what is no language, or of a file that is not good", async () => {
    expect(await run("sign", "--locale", "no language", EXAMPLE)).toBe(1);
    expect(captured.err()).toContain('--locale: found "no language"; allowed: a language');
    writeFileSync(file, "shop: {}");
    expect(await run("sign", file)).toBe(1);
    expect(captured.out()).toBe("");
  });

  it("tells warnings on stderr", async () => {
    writeFileSync(file, LEAST_LINES + GOODS_LINES.replace("weightG: 320, ", ""));
    expect(await run("check", file)).toBe(0);
    expect(captured.err()).toContain(`warning: ${file}:19:5: catalogue[0].weightG: `);
  });

  it("tells every problem, and fails", async () => {
    writeFileSync(file, LEAST_LINES.replace("GBP", "GBX").replace("name:", "nam:"));
    expect(await run("check", file)).toBe(1);
    expect(captured.out()).toBe("");
    expect(captured.err()).toMatch(
      /^saunter: .*shop\.yaml has 3 problems\n( {2}.*shop\.yaml:\d+:\d+: .*\n){3}$/,
    );
  });

  it("counts the problems that it does not tell", async () => {
    const extra = Array.from({ length: CONFIG_LIMITS.problemsMax + 2 }, (_, i) => `x${i}: 1\n`);
    writeFileSync(file, LEAST_LINES + extra.join(""));
    expect(await run("check", file)).toBe(1);
    expect(captured.err()).toContain("and 2 more\n");
  });

  it("fails in one line where there is no file", async () => {
    const none = join(folder, "none.yaml");
    expect(await run("check", none)).toBe(1);
    expect(captured.err()).toBe(
      `saunter: ${none} has 1 problem\n  ${none}: there is no such file\n`,
    );
  });

  it("prints the schema", async () => {
    expect(await run("schema")).toBe(0);
    expect(JSON.parse(captured.out())).toMatchObject({
      type: "object",
      additionalProperties: false,
    });
  });

  it.each([[["check"]], [["check", "a", "b"]], [["chek", "a"]], [["check", "a", "--strict"]]])(
    "refuses %j as usage",
    async (args) => {
      expect(await run(...args)).toBe(2);
    },
  );
});
