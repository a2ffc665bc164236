import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const NOBODY_THERE = "nats://127.0.0.1:9";

it("a line whose hub was never reached says so, and lets its process end once it is closed", async () => {
  const file = new URL("./hub-line.ts", import.meta.url);
  const program = `
    const { openHubLine } = await import(${JSON.stringify(file.href)});
    const chain = { server: "${NOBODY_THERE}", shard: 0, credentials: null };
    const line = openHubLine(chain, "north", () => null);
    await line.publish("up.0.north.visit-a", "[]", "id").catch(({ message }) => console.log(message));
    await line.close();
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    program,
  ]);
  expect(stdout).toBe("the chain's hub cannot be reached\n");
});
