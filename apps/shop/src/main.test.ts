import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES } from "./config/config-fixture.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const data = fileURLToPath(new URL("../../../../shared/data/nanostore", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "saunter-main-"));
/** Nothing listens at the port to discard. */
const BROKER_AWAY = `, mqtt: { url: "mqtt://127.0.0.1:9" },
  devices: [{ id: shelf-1, gondola: 1, channels: [{ shelf: 1, plates: 1-2 }] }]`;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as its own process; `onOut` may end it, or what is read of it. */
function runMain(
  args: readonly string[],
  onOut: (child: ChildProcess, out: string) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args]);
    let out = "";
    let err = "";
    child.stdout.on("data", (text) => {
      out += text;
      onOut(child, out);
    });
    child.stderr.on("data", (text) => {
      err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the process", () => {
  const recording = join(folder, "day-1");
  const config = join(folder, "shop.yaml");
  writeFileSync(
    config,
    [
      "shop: {id: s, name: Small, address: [x], legalName: S, timeZone: Europe/London,",
      "  locale: en-GB, currency: GBP}",
      "source: {kind: simulated, seed: 1, scenario: busy, speed: 1}",
      "tax: {jurisdiction: UK}",
      "payment: {gateway: {kind: none}}",
      "http: {port: 0}",
    ].join("\n"),
  );

  it("writes a recording, replays it as JSON and nothing else, and measures it", async () => {
    const args = ["--scenario", "quiet", "--shoppers", "1", "--seed", "4"];
    expect(await runMain(["simulate", ...args, "--out", recording])).toMatchObject({
      code: 0,
      err: "",
    });
    const replayed = await runMain(["replay", recording, "--json"]);
    expect(replayed).toMatchObject({ code: 0, err: "" });
    const document = JSON.parse(replayed.out);
    expect(Object.keys(document)).toEqual([
      "receipts",
      "interactions",
      "warnings",
      "findings",
      "recording_seconds",
      "cpu_seconds",
    ]);
    expect(document.recording_seconds).toBeGreaterThan(5);
    const measured = await runMain(["evaluate", recording, "--json", "--baseline"]);
    expect(measured).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(measured.out).overall.recordings).toBe(1);
  });

  it("does not write over a recording", async () => {
    const { code, out, err } = await runMain(["simulate", "--shoppers", "1", "--out", recording]);
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain("exists already");
  });

  it("exits with 1 for what cannot be read and 2 for what makes no sense", async () => {
    const missing = await runMain(["replay", join(folder, "nowhere"), "--json"]);
    expect(missing).toMatchObject({ code: 1, out: "" });
    expect(missing.err).toContain("a recording is a folder that holds");
    expect(missing.err).not.toContain("    at ");
    expect(await runMain(["replay", recording, "--yaml"])).toMatchObject({ code: 2, out: "" });
  });

  it("logs how a shop has started, and closes it when it is told to", async () => {
    const args = ["serve", config, "--data", join(folder, "shop")];
    let isEnded = false;
    const { code, out, err } = await runMain(args, (child, told) => {
      if (isEnded || !told.includes("Small is open")) return;
      isEnded = child.kill("SIGTERM");
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.split("\n").filter((line) => line.startsWith("{"));
    const log = lines.map((line) => JSON.parse(line));
    for (const msg of [
      "the shop's database is open",
      "every event of the journal has been verified",
    ]) {
      expect(log).toContainEqual(
        expect.objectContaining({ msg, events: 0, tookMs: expect.any(Number) }),
      );
    }
    expect(out).toContain("The shop is closed.");
  });

  it("opens a shop whose broker is away, and says what to do", async () => {
    const lines = LEAST_LINES.replace("kind: simulated", `kind: sensors${BROKER_AWAY}`);
    const away = join(folder, "away.yaml");
    writeFileSync(away, `${lines}${GOODS_LINES}http: {port: 0}\n`);
    let isEnded = false;
    const args = ["serve", away, "--data", join(folder, "away")];
    const { code, err, out } = await runMain(args, (child, told) => {
      if (isEnded || !told.includes(" is open: ")) return;
      isEnded = child.kill("SIGTERM");
    });
    expect(code, err).toBe(0);
    expect(out).toMatch(/The broker at mqtt:\/\/127\.0\.0\.1:9 cannot be reached: .*Start it, or/);
  });

  it.each([
    ["has gone", (stdout: Readable) => void stdout.destroy()],
    ["has stopped reading", (stdout: Readable) => void stdout.pause()],
  ])(
    "keeps a shop open whose log's reader %s, and closes it when it is told to",
    async (_, leave) => {
      const args = ["serve", config, "--data", join(folder, "unread")];
      const child = spawn(process.execPath, [main, ...args], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
      let out = "";
      const url = await new Promise<string>((resolve) => {
        child.stdout.on("data", (text) => {
          out += text;
          const address = /Small is open: (\S+)/.exec(out)?.[1];
          if (address !== undefined) resolve(address);
        });
      });
      leave(child.stdout);
      // Each is a line of the log: far more than what a pipe holds.
      for (let asked = 0; asked < 3000; asked += 100) {
        const answers = Array.from({ length: 100 }, () => fetch(`${url}/v1/shop`));
        for (const answer of await Promise.all(answers)) await answer.arrayBuffer();
      }
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
    },
  );

  it("ends quietly when its reader has had enough", async () => {
    const { code, err } = await runMain(
      ["shop", "--speed", "max", "--minutes", "5"],
      ({ stdout }) => void stdout?.destroy(),
    );
    expect(code).toBe(0);
    expect(err).toBe("");
  });
});

describe.skipIf(!existsSync(data))(
  "the recordings (skipped where ../shared/data is missing)",
  () => {
    it("give one receipt for nobody in particular where there are no joints", async () => {
      const { code, out } = await runMain([
        "replay",
        join(data, "recordings/cps-test-01"),
        "--json",
      ]);
      expect(code).toBe(0);
      const { receipts } = JSON.parse(out);
      expect(receipts.map((receipt: { target_id: string | null }) => receipt.target_id)).toEqual([
        null,
      ]);
    });
  },
);
