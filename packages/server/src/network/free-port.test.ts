import { createServer } from "node:net";
import { expect, it } from "vitest";
import { findFreePort, isFree } from "./free-port.ts";

it("gives each server that is about to start a port of its own", async () => {
  const ports = await Promise.all(Array.from({ length: 80 }, findFreePort));
  expect(new Set(ports).size).toBe(80);
});

it("passes over ports that are in use", async () => {
  const first = await findFreePort();
  const server = createServer();
  const next = await findFreePort();
  await new Promise<void>((resolve) => server.listen(next + 1, "127.0.0.1", resolve));
  expect(await isFree(next + 1)).toBe(false);
  const ports = await Promise.all(Array.from({ length: 60 }, findFreePort));
  await new Promise((resolve) => server.close(resolve));
  expect(ports).not.toContain(next + 1);
  expect(ports).not.toContain(first);
});
