/** Ports that nobody listens on. */
import { type AddressInfo, createServer } from "node:net";

/** The port that is wanted, where it is free; else another. Rejects where there is none at all. */
export async function findPort(host: string, wanted: number): Promise<number> {
  try {
    return await tryPort(host, wanted);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Below 1024 a port may be another user's alone.
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    return tryPort(host, 0);
  }
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
