import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { findPort } from "./find-port.ts";

const HOST = "127.0.0.1";

it("a port that is free is found, and where it is taken the next", async () => {
  const server = createServer();
  // Below those that the system gives away by itself: the next one is free, or somebody's for long.
  const free = await findPort(HOST, 18_420);
  await new Promise<void>((resolve) => server.listen(free, HOST, resolve));
  const { port } = server.address() as AddressInfo;
  const other = await findPort(HOST, port);
  expect(other).toBeGreaterThan(port);
  expect(other).toBeLessThanOrEqual(port + 20);
  await new Promise((resolve) => server.close(resolve));
  expect(await findPort(HOST, port)).toBe(port);
  expect(await findPort(HOST, 0)).toBeGreaterThan(0);
  await expect(findPort("no such host", port)).rejects.toThrow();
});
