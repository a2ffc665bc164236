import { createServer } from "node:net";
import { expect, it } from "vitest";
import { findFreePort, isFree } from "./free-port.ts";

it("gives each server that is about to start a port of its own", async () => {
  const ports = await Promise.all(Array.from({ length: 80 }, findFreePort));
  expect(new Set(ports).size).toBe(80);
});

it("passes over ports that are in use", async () => {
  const port = await findFreePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  expect(await isFree(port)).toBe(false);
  // More than a slice holds, so that each of its ports is considered again.
  const ports = await Promise.all(Array.from({ length: 120 }, findFreePort));
  await new Promise((resolve) => server.close(resolve));
  expect(ports).not.toContain(port);
});
