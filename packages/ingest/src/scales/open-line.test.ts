import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { closeLine, openLine } from "./open-line.ts";
import { KEEP_ALIVE_AFTER_MS } from "./scale-limits.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
/** In proc_net_tcp(5): the timer that runs is that of keep-alive. */
const KEEP_ALIVE_TIMER = "02";
const TICKS_PER_S = 100;

it.runIf(process.platform === "linux")(
  "asks a device server that is silent whether it is still there",
  async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const stream = await openLine({ kind: "tcp", host: "127.0.0.1", port }, LINE);
    onTestFinished(() => closeLine(stream));
    if (!(stream instanceof Socket)) throw new Error("it is no socket");
    const timer = readTimer(stream.localPort!);
    expect(timer.kind).toBe(KEEP_ALIVE_TIMER);
    expect(timer.afterMs).toBeGreaterThan(KEEP_ALIVE_AFTER_MS / 2);
    expect(timer.afterMs).toBeLessThanOrEqual(KEEP_ALIVE_AFTER_MS + 1000);
  },
);

/** What the kernel waits for on the connection of a local port. */
function readTimer(localPort: number): { readonly kind: string; readonly afterMs: number } {
  const port = `:${localPort.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const row = rows
    .map((text) => text.trim().split(/\s+/))
    .find(([, local]) => local?.endsWith(port));
  const [kind, ticks] = row![5]!.split(":");
  return { kind: kind!, afterMs: (Number.parseInt(ticks!, 16) * 1000) / TICKS_PER_S };
}
