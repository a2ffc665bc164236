/** A TCP connection's way that can be cut and slowed: what lies between two computers. */
import { connect, createServer, type Socket } from "node:net";

export interface FaultyLink {
  /** Where to connect instead, `HOST:PORT`. */
  readonly address: string;
  /** Ends all connections, and lets none through until it is healed. */
  cut(): void;
  /** What comes is handed on so much later. */
  slow(delayMs: number): void;
  heal(): void;
  close(): Promise<void>;
}

const SELF = "127.0.0.1";

/** @param target `HOST:PORT` */
export async function openFaultyLink(target: string): Promise<FaultyLink> {
  const [host, port] = target.split(":") as [string, string];
  const sockets = new Set<Socket>();
  let isCut = false;
  let delayMs = 0;
  const server = createServer((from) => {
    if (isCut) {
      from.destroy();
      return;
    }
    const to = connect(Number(port), host);
    handOn(from, to);
    handOn(to, from);
  });

  function handOn(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("data", (data) => {
      if (delayMs === 0 && !late.has(from)) {
        to.write(data);
        return;
      }
      // In its order, whatever the delay is by then.
      const waiting = (late.get(from) ?? Promise.resolve())
        .then(() => new Promise((resolve) => setTimeout(resolve, delayMs)))
        .then(() => void (to.destroyed || to.write(data)));
      late.set(from, waiting);
    });
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }
  /** What waits of each. */
  const late = new WeakMap<Socket, Promise<unknown>>();

  await new Promise<void>((resolve) => server.listen(0, SELF, resolve));
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `${SELF}:${(server.address() as { port: number }).port}`,
    cut: () => {
      isCut = true;
      cutAll();
    },
    slow: (ms) => {
      delayMs = ms;
    },
    heal: () => {
      isCut = false;
      delayMs = 0;
    },
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
