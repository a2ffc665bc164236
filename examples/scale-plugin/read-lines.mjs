/**
 * A plug-in that reads a scale: anything that writes `left;right` in grams, a line a reading, to a TCP connection.
 *
 *     transport: { kind: plugin, module: read-lines.mjs, everyMs: 100, options: { host: 192.0.2.7, port: 4001 } }
 */
import { createConnection } from "node:net";
import { createInterface } from "node:readline";

const RETRY_MS = 1000;

/**
 * @param {Readonly<Record<string, unknown>>} options the configuration's, as they are written there
 * @param {import("@saunter/ingest/scales/plugin/scale-plugin").PluginSink} sink
 */
export function open({ host, port }, sink) {
  if (typeof host !== "string" || typeof port !== "number") {
    throw new Error("options need host and port, such as { host: 192.0.2.7, port: 4001 }");
  }
  let isOpen = true;
  /** @type {import("node:net").Socket} */
  let socket;
  /** @type {NodeJS.Timeout | undefined} */
  let retry;
  const connect = () => {
    socket = createConnection({ host, port });
    createInterface({ input: socket }).on("line", (line) => {
      const values = line.split(";").map(Number);
      if (values.length !== sink.channelCount || line === "") sink.refuse("torn-line");
      // What is no number is NaN, which is no weight.
      else sink.row(values);
    });
    socket.on("error", () => sink.refuse("no-connection"));
    socket.on("close", () => {
      if (isOpen) retry = setTimeout(connect, RETRY_MS);
    });
  };
  connect();
  return {
    close() {
      isOpen = false;
      clearTimeout(retry);
      socket.destroy();
    },
  };
}
