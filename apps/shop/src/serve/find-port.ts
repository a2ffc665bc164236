/** Ports that nobody listens on. */
import { type AddressInfo, createServer } from "node:net";

/** Number of ports after the preferred one that are tried before any free one is taken. */
const NEXT_MAX = 20;
const PORT_MAX = 65_535;

/** The port that is wanted, where it is free; else the next that is. Rejects where there is none at all. */
export async function findPort(host: string, wanted: number): Promise<number> {
  const last = wanted === 0 ? 0 : Math.min(PORT_MAX, wanted + NEXT_MAX);
  for (let port = wanted; port <= last; port++) {
    try {
      return await tryPort(host, port);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Below 1024 a port may be another user's alone.
      if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    }
  }
  return tryPort(host, 0);
}

function tryPort(host: string, port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}
