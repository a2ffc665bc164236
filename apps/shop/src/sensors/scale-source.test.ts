/** Scales of now as a source: what their transports say, and what the shop knows of it. */
import type { AnnouncedDevice } from "@saunter/ingest/scales/text-topics/announcements";
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, loadGood } from "../config/config-fixture.ts";
import { openScaleSource } from "./scale-source.ts";

const SOURCE = `source:
  kind: sensors
  devices: [{ id: shelf-1, gondola: 1, channels: [{ shelf: 1, plates: 1-2 }] }]
`;

const announce = (id: string): AnnouncedDevice => ({
  ...{ id, name: null, manufacturer: null, model: null, sensors: [] },
});

describe("a source of scales", () => {
  it("lists controllers that announce themselves and are not in the configuration", async () => {
    const text = LEAST_LINES.replace("source: { kind: simulated }\n", SOURCE + GOODS_LINES);
    const { shopModel, source } = loadGood(text);
    if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
    const needNone = () => Promise.reject(new Error("there are no cameras"));
    const opened = await openScaleSource(source, {
      nowMs: () => 1_700_000_000_000,
      shopModel,
      recordings: {} as never,
      openPipeline: needNone,
      openTransports: () =>
        Promise.resolve({
          close: () => Promise.resolve(),
          listAnnounced: () => [announce("shelf-1"), announce("shelf-2")],
        }),
    });
    expect(opened.scales!.listAnnounced()).toEqual([announce("shelf-2")]);
    await opened.close();
  });
});
