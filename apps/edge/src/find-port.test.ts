import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { findPort } from "./find-port.ts";

const HOST = "127.0.0.1";

it("a port that is free is found, and where it is taken another", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address() as AddressInfo;
  const other = await findPort(HOST, port);
  expect(other).not.toBe(port);
  expect(other).toBeGreaterThan(0);
  await new Promise((resolve) => server.close(resolve));
  expect(await findPort(HOST, port)).toBe(port);
  await expect(findPort("no such host", port)).rejects.toThrow();
});
