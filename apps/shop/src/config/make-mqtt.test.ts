/** The broker of a shop's scales in a configuration: its files, and what goes over the network unencrypted. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, listProblems, loadGood, loadText } from "./config-fixture.ts";
import { formatProblem } from "./config-problem.ts";

const DEVICE = "{ id: shelf-1, gondola: 1, channels: [{ shelf: 1, plates: 1 }] }";
const shop = (mqtt: string): string => {
  const source = `source:\n  kind: sensors\n  mqtt: ${mqtt}\n  devices: [${DEVICE}]\n`;
  return LEAST_LINES.replace("source: { kind: simulated }\n", source + GOODS_LINES);
};
const FILES = { "ca.crt": "", "shop.crt": "", "shop.key": "" };
const load = (mqtt: string) => {
  const { source } = loadGood(shop(mqtt), { files: FILES });
  if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
  return source.mqtt;
};
const listWarnings = (mqtt: string): string[] =>
  loadText(shop(mqtt))
    .warnings.map(formatProblem)
    .filter((warning) => warning.includes("source.mqtt"));

describe("the broker of a shop's scales", () => {
  it("has files, from the configuration's folder on", () => {
    const own = load("{ url: mqtts://broker.local, ca: ca.crt, cert: shop.crt, key: shop.key }");
    expect(own.broker).toMatchObject({
      caFile: resolve("ca.crt"),
      certFile: resolve("shop.crt"),
      keyFile: resolve("shop.key"),
    });
    expect(load("{ certificates: tls }")).toMatchObject({
      certificatesFolder: resolve("tls"),
      port: 8883,
    });
    expect(load("{ certificates: tls, port: 1234 }").port).toBe(1234);
    expect(load("{}").port).toBe(1883);
    expect(load("{ url: mqtt://localhost }").broker).toMatchObject({ certFile: null });
  });

  it.each([
    ["{ url: mqtts://broker.local, cert: shop.crt }", /mqtt\.cert: a certificate and its key go/],
    ["{ url: mqtts://broker.local, key: shop.key }", /mqtt\.key: a certificate and its key go/],
    ["{ url: mqtts://broker.local, certificates: tls }", /mqtt\.certificates: they are of the/],
  ])("is refused as %s", (mqtt, message) => {
    expect(listProblems(shop(mqtt), { files: FILES })).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ["{ host: 0.0.0.0 }", /mqtt\.host: keys of devices go there without TLS.*give certificates$/],
    ["{ host: 203.0.113.5 }", /mqtt\.host: keys of devices/],
    ["{ url: mqtt://broker.example.com }", /mqtt\.url: keys of devices.*use mqtts:\/\/$/],
    ['{ url: "mqtt://[2001:db8::1]:1883" }', /mqtt\.url: keys of devices/],
  ])("warns of keys that go unencrypted beyond the local network, as %s", (mqtt, warning) => {
    expect(listWarnings(mqtt)).toEqual([expect.stringMatching(warning)]);
  });

  it.each([
    "{}",
    "{ host: 192.168.1.10 }",
    "{ host: 0.0.0.0, certificates: tls }",
    "{ url: mqtts://broker.example.com }",
    "{ url: mqtt://broker.local }",
    '{ url: "mqtt://[fd00::1]:1883" }',
  ])("warns of nothing as %s", (mqtt) => {
    expect(listWarnings(mqtt)).toEqual([]);
  });
});
