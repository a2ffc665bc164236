/** Free ports of this machine, for servers that get a number before they start. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { threadId } from "node:worker_threads";

/** Below the ports that systems give to outgoing connections, which come and go at any moment. */
const PORT_FIRST = 20_000;
/** Each process takes its ports from a slice of its own, or two could pick the same one before either listens on it. */
const SLICE_COUNT = 120;
const SLICE_SIZE = 100;

const slice = (process.pid + threadId) % SLICE_COUNT;
let offset = randomInt(SLICE_SIZE);

/**
 * A port of 127.0.0.1 that nothing listens on. The next 99 calls in this process return other ones.
 *
 * @throws Error if all ports of this process are in use.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < SLICE_SIZE; tries++) {
    offset = (offset + 1) % SLICE_SIZE;
    // Read before the check: another call may move on while this one waits.
    const port = PORT_FIRST + slice * SLICE_SIZE + offset;
    if (await isFree(port)) return port;
  }
  throw new Error(`${SLICE_SIZE} ports from ${PORT_FIRST + slice * SLICE_SIZE} are in use`);
}

/** Whether nothing listens on a port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
