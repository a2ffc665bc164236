/** Programs of others that read scales: the example, and all that a program may do wrong. */
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toFrameJson } from "@saunter/protocol/devices/frame-json";
import { afterEach, describe, expect, it } from "vitest";
import { makeFrame } from "../scales-fixture.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { openPlugin, type PluginOptions, type PluginSink } from "./scale-plugin.ts";

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const DEVICE = { deviceId: "shelf-1", channelCount: 2, everyMs: 100, unit: "g" } as const;

async function open(given: Pick<PluginOptions, "modulePath" | "options">) {
  const sink = createNotedSink();
  const plugin = await openPlugin({ ...DEVICE, ...given }, sink);
  closing.push(plugin.close);
  return { sink, plugin };
}

/** A module of this text; it may leave its sink on the options. */
function write(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "scale-plugin-")), "plugin.mjs");
  writeFileSync(path, text);
  return path;
}

const KEEPS_SINK = "export const open = (options, sink) => { options.sink = sink; };";

async function openKeeping() {
  const options: { sink?: PluginSink } = {};
  const opened = await open({ modulePath: write(KEEPS_SINK), options });
  return { ...opened, given: options.sink! };
}

describe("the example of a plug-in", () => {
  const modulePath = fileURLToPath(
    new URL("../../../../../examples/scale-plugin/read-lines.mjs", import.meta.url),
  );

  it("reads lines, counts those that are torn, and connects again", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end("100.5;200\n100\n-3;nan\n");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const options = { host: "127.0.0.1", port: address.port };
    const { plugin, sink } = await open({ modulePath, options });
    await sink.until(() => sink.frames.length === 4);
    await plugin.close();
    expect(sink.frames.map(({ samples }) => [...samples])).toEqual([
      [100.5, 200],
      [-3, Number.NaN],
      [100.5, 200],
      [-3, Number.NaN],
    ]);
    expect(sink.refused).toEqual(["shelf-1: torn-line", "shelf-1: torn-line"]);
    expect(sink.frames[0]).toMatchObject({ deviceId: "shelf-1", rateHz: 10, unit: "g" });
  });

  it("says what it needs", async () => {
    await expect(open({ modulePath, options: { host: "127.0.0.1" } })).rejects.toThrow(
      /plug-in of shelf-1, .*read-lines\.mjs: options need host and port/,
    );
  });
});

describe("a plug-in", () => {
  it.each([
    ["is not there", join(tmpdir(), "no-such-plugin.mjs"), /Cannot find module|no-such-plugin/],
    ["has no function open", write("export const close = 1;"), /it exports no function open/],
    [
      "rejects",
      write('export const open = async () => { throw new Error("no port"); };'),
      /plug-in of shelf-1, .*plugin\.mjs: no port/,
    ],
  ])("that %s does not open", async (_, modulePath, message) => {
    await expect(open({ modulePath, options: {} })).rejects.toThrow(message);
  });

  it("gives rows and frames", async () => {
    const { given, sink } = await openKeeping();
    given.row([1, null], [0, 4]);
    const frame = makeFrame(7);
    given.frame(toFrameJson(frame));
    expect([...sink.frames[0]!.samples]).toEqual([1, Number.NaN]);
    expect([...sink.frames[0]!.channelStatus]).toEqual([0, 4]);
    expect(sink.frames[1]).toEqual(frame);
    expect(sink.refused).toEqual([]);
  });

  it("that gives what is no reading is refused by its device's name", async () => {
    const { given, sink } = await openKeeping();
    given.row([1]);
    given.row([1, 2, 3]);
    given.row([1, 2], [0]);
    given.row("12" as never);
    given.frame(toFrameJson(makeFrame(1, { deviceId: "shelf-2" })));
    given.frame({} as never);
    given.refuse("wet-cell");
    given.refuse("A sentence, at length!");
    given.refuse("a".repeat(41));
    expect(sink.frames).toEqual([]);
    expect(sink.refused.map((text) => text.replace("shelf-1: ", ""))).toEqual([
      ...["wrong-row", "wrong-row", "wrong-row", "wrong-row"],
      ...["another-device", "not-a-frame", "wet-cell", "plug-in-fault", "plug-in-fault"],
    ]);
  });

  it("that is closed is not listened to", async () => {
    const { given, plugin, sink } = await openKeeping();
    await plugin.close();
    given.row([1, 2]);
    given.frame(toFrameJson(makeFrame(1)));
    given.refuse("late");
    expect([sink.frames, sink.refused]).toEqual([[], []]);
  });
});
