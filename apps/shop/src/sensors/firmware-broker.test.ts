/** What firmware knows of the broker, by what the configuration says of it. */
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, loadGood } from "../config/config-fixture.ts";
import { findFirmwareBroker } from "./firmware-broker.ts";

function findOf(url: string) {
  const lines = `source:
  kind: sensors
  devices: [{ id: shelf-1, gondola: 1, channels: [{ shelf: 1, plates: 1-2 }] }]
  mqtt: { url: "${url}" }
`;
  const text = LEAST_LINES.replace("source: { kind: simulated }\n", lines + GOODS_LINES);
  const { source } = loadGood(text);
  if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
  return findFirmwareBroker(source.mqtt);
}

describe("a broker of one's own", () => {
  it("is where the shop reaches it", () => {
    const found = { address: "mqtt://broker.local:1883", warning: null };
    expect(findOf("mqtt://broker.local")).toEqual(found);
  });

  it.each(["127.0.0.1", "localhost", "[::1]"])(
    "that is reached at %s alone is not for controllers",
    (hostname) => {
      const { address, warning } = findOf(`mqtt://${hostname}`);
      expect(address).toBe(null);
      expect(warning).toContain(`source.mqtt.url names ${hostname}`);
    },
  );
});
