import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isRunning } from "@saunter/server/processes/is-running";
import { expect, it } from "vitest";

it("a server ends with the process that started it, though nobody stops it", async () => {
  const file = new URL("./run-server.ts", import.meta.url);
  const program = `
    const { runServer } = await import(${JSON.stringify(file.href)});
    const args = ["-e", "setInterval(() => {}, 1000)"];
    const running = await runServer({
      ...{ what: "a server", command: process.execPath, args, stopSignal: "SIGTERM" },
      isReady: async () => true,
    });
    console.log(running.pid());
    process.exit(0);
  `;
  const args = ["--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

it("a server that is not installed is named", async () => {
  const { runServer } = await import("./run-server.ts");
  const missing = runServer({
    ...{ what: "a server", command: "no-such-server", args: [], stopSignal: "SIGTERM" },
    isReady: async () => false,
  });
  await expect(missing).rejects.toThrow("no-such-server is not installed");
});
