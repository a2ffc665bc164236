import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MqttConfig } from "../../config/sensors-config.ts";
import { readFirmware } from "./list-devices.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-firmware-"));
  writeFileSync(join(folder, "ca.crt"), "the authority");
});
afterEach(() => rmSync(folder, { recursive: true }));

const INSIDE: MqttConfig = {
  ...{ prefix: "shop", host: "192.168.1.10", port: 1883, certificatesFolder: null, broker: null },
};

describe("what firmware needs of the broker", () => {
  it("is its address, and whose certificate it has where it speaks TLS", () => {
    expect(readFirmware(INSIDE)).toEqual({
      ...{ prefix: "shop", broker: "mqtt://192.168.1.10:1883", warning: null },
      ...{ isTls: false, authority: null },
    });
    expect(readFirmware({ ...INSIDE, port: 8883, certificatesFolder: folder })).toMatchObject({
      ...{ broker: "mqtts://192.168.1.10:8883", isTls: true, authority: "the authority" },
    });
  });

  it("says nothing of whose certificate it is where the configuration does not", () => {
    const files = { caFile: null, certFile: null, keyFile: null };
    const broker = { url: "mqtts://broker.local", user: null, password: null, ...files };
    expect(readFirmware({ ...INSIDE, broker })).toMatchObject({
      ...{ broker: "mqtts://broker.local:8883", isTls: true, authority: null },
    });
    const caFile = join(folder, "ca.crt");
    expect(readFirmware({ ...INSIDE, broker: { ...broker, caFile } })).toMatchObject({
      authority: "the authority",
    });
  });
});
