/** Devices with certificates at the broker inside the process. */
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { makeFrame } from "../scales-fixture.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { createTestAuthority } from "./certificates-fixture.ts";
import { openLocalBroker, type RefusedDevice } from "./local-broker.ts";
import type { CertificateFiles } from "./make-certificate.ts";

const PREFIX = "saunter";
const authority = await createTestAuthority();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  const sink = createNotedSink();
  const refused: RefusedDevice[] = [];
  const admitted = new Set(["shelf-1", "shelf-2"]);
  const broker = await openLocalBroker(
    {
      ...{ host: "127.0.0.1", port: 0, prefix: PREFIX, recheckEveryMs: 20 },
      checkDevice: (deviceId, token) => token === `token-of-${deviceId}`,
      tls: {
        ...authority.broker,
        authority: authority.certificate,
        checkCertified: (deviceId) => admitted.has(deviceId),
      },
      onRefused: (one) => void refused.push(one),
    },
    sink,
  );
  closing.push(broker.close);
  return { sink, refused, admitted, url: `mqtts://127.0.0.1:${broker.port}` };
}

const withFiles = ({ certificate, privateKey }: CertificateFiles): IClientOptions => ({
  cert: certificate,
  key: privateKey,
});

async function dial(url: string, options: IClientOptions): Promise<MqttClient> {
  const trusted = { ca: authority.certificate, reconnectPeriod: 0, connectTimeout: 5000 };
  const client = await connectAsync(url, { ...trusted, ...options }, false);
  closing.push(() => client.endAsync(true));
  return client;
}

const publish = (client: MqttClient, deviceId: string) =>
  client.publishAsync(
    formatDeviceTopic(PREFIX, { deviceId, kind: "scale-packed" }),
    Buffer.from(packFrame(makeFrame(0, { deviceId }))),
    { qos: 1 },
  );

describe("a broker with TLS", async () => {
  it("takes frames of a device by its certificate, or by its token without one", async () => {
    const { refused, sink, url } = await open();
    await publish(await dial(url, withFiles(await authority.issue("shelf-1"))), "shelf-1");
    const login = { username: "shelf-2", password: "token-of-shelf-2" };
    await publish(await dial(url, login), "shelf-2");
    expect(sink.frames.map(({ deviceId }) => deviceId)).toEqual(["shelf-1", "shelf-2"]);
    expect(refused).toEqual([]);
  });

  it.each<[string, IClientOptions, string | null]>([
    [
      "of another authority",
      withFiles(await (await createTestAuthority()).issue("shelf-1")),
      "shelf-1",
    ],
    ["that has expired", withFiles(await authority.issue("shelf-1", 0.5)), "shelf-1"],
    ["of a device that is not the shop's", withFiles(await authority.issue("shelf-9")), "shelf-9"],
    [
      "of another device than it says",
      {
        ...withFiles(await authority.issue("shelf-1")),
        username: "shelf-2",
        password: "token-of-shelf-2",
      },
      "shelf-2",
    ],
    ["that is none, without a token", {}, null],
    ["that is none, with another's token", { username: "shelf-1", password: "x" }, "shelf-1"],
  ])("refuses a certificate %s, and says so", async (_, options, deviceId) => {
    const { refused, url } = await open();
    await expect(dial(url, options)).rejects.toThrow();
    await expect.poll(() => refused).toEqual([{ deviceId, address: "127.0.0.1" }]);
  });

  it("is not trusted by a device that knows another authority", async () => {
    const { url } = await open();
    const login = { username: "shelf-1", password: "token-of-shelf-1" };
    const ca = (await createTestAuthority()).certificate;
    await expect(dial(url, { ...login, ca })).rejects.toThrow(/certificate/);
  });

  it("ends the connection of a certified device that publishes on another's topic", async () => {
    const { refused, sink, url } = await open();
    const client = await dial(url, withFiles(await authority.issue("shelf-1")));
    const ended = new Promise<void>((resolve) => client.once("close", () => resolve()));
    void publish(client, "shelf-2").catch(() => {});
    await ended;
    expect(refused).toEqual([{ deviceId: "shelf-1", address: "127.0.0.1" }]);
    expect(sink.frames).toEqual([]);
  });

  it("ends the connection of a certified device that is disabled", async () => {
    const { admitted, url } = await open();
    const client = await dial(url, withFiles(await authority.issue("shelf-1")));
    const ended = new Promise<void>((resolve) => client.once("close", () => resolve()));
    admitted.delete("shelf-1");
    await ended;
  });
});
