/**
 * Writes the firmware of a scale's controller: for ESPHome, or as a sketch for Arduino. It samples an ESP32's
 * amplifiers at their own pace and publishes packed frames (`packed-frame.ts`).
 *
 *     const made = makeFirmware(
 *       {
 *         deviceId: "shelf-1",
 *         prefix: "saunter",
 *         wiring: { kind: "hx711", board: "esp32", samplesPerSecond: 10, gain: 128, cells: [{ dout: 16, sck: 17 }] },
 *       },
 *       "esphome",
 *     );
 *     if (made.ok) for (const { name, text } of made.files) save(name, text);
 *
 * ESPHome: https://esphome.io/components/esphome/ (includes, on_boot), https://esphome.io/components/esp32/ and
 * https://esphome.io/components/substitutions/ (secrets in a lambda). Its `mqtt:` is not used: it does not say which
 * message was acknowledged, and drops messages where its queue is full (`mqtt_backend_esp32.cpp`). The ESP-IDF client
 * below it says so: https://docs.espressif.com/projects/esp-mqtt/en/stable/esp32/
 */
import { formatDeviceTopic } from "../device-topics.ts";
import { BOARDS } from "./boards.ts";
import { writeCore } from "./core-cpp.ts";
import { type FirmwarePlan, type FirmwareRequest, planFirmware } from "./firmware-plan.ts";
import { writeIncludes, writePlatform } from "./platform-cpp.ts";

export type FirmwareKind = "esphome" | "arduino";

export interface FirmwareFile {
  /** Relative, with slashes. */
  readonly name: string;
  readonly text: string;
}

export type MadeFirmware =
  | { readonly ok: true; readonly files: readonly FirmwareFile[]; readonly plan: FirmwarePlan }
  | { readonly ok: false; readonly problems: readonly string[] };

const BROKER_EXAMPLE = "mqtt://192.168.1.10:1883";
const TLS_BROKER_EXAMPLE = "mqtts://192.168.1.10:8883";
/** Names of hosts in ESPHome are no longer. */
const NODE_NAME_CHARS_MAX = 24;

/** What is wrong with the wiring, in sentences, or the files with what is to be minded. */
export function makeFirmware(request: FirmwareRequest, kind: FirmwareKind): MadeFirmware {
  const planned = planFirmware(request);
  if (!planned.ok) return planned;
  const { plan } = planned;
  const files = kind === "esphome" ? makeEsphomeFiles(plan) : makeArduinoFiles(plan);
  return { ok: true, files, plan };
}

function makeEsphomeFiles(plan: FirmwarePlan): FirmwareFile[] {
  const { deviceId, wiring } = plan;
  const broker = chooseBroker(plan);
  const header = `saunter-${deviceId}.h`;
  const yaml = `${writeNotes(plan, "#")}
substitutions:
  broker: !secret saunter_broker
  token: !secret saunter_${toIdentifier(deviceId)}_token

esphome:
  name: ${deviceId.slice(0, NODE_NAME_CHARS_MAX).replace(/-+$/, "")}
  min_version: 2026.2.0
  includes:
    - ${header}
  on_boot:
    # After all else has been set up.
    priority: -100
    then:
      - lambda: |-
          if (!saunter::begin({R"~(\${broker})~", "${deviceId}", R"~(\${token})~"}))
            ESP_LOGE("saunter", "no memory for a single frame");

esp32:
  variant: ${BOARDS[wiring.board].variant}
  framework:
    type: esp-idf
    advanced:
      include_builtin_idf_components:
        - mqtt

logger:
  level: INFO

# Counts of each channel in the log, by which it is calibrated.
interval:
  - interval: 5s
    then:
      - lambda: |-
          ESP_LOGI("saunter", "counts: %s", saunter::describeCounts());

wifi:
  ssid: !secret wifi_ssid
  password: !secret wifi_password
  # Otherwise the radio sleeps, and frames come in bursts.
  power_save_mode: none
  # Frames are kept while the network is away; a restart would lose them.
  reboot_timeout: 0s

ota:
  - platform: esphome
    password: !secret ota_password
`;
  const secrets = `# Copy this to secrets.yaml beside ${deviceId}.yaml, and fill it in. Keep it to yourself.
wifi_ssid: "name of the network"
wifi_password: "its password"
ota_password: "a long password of your own, for updates over the network"
# Where the shop listens, or your own broker.${plan.tls === undefined ? " Without TLS: keep scales on a network of their own." : ""}
saunter_broker: "${broker}"
# What saunter user add ${deviceId} --role sensor --key prints.
saunter_${toIdentifier(deviceId)}_token: "the device's key"
`;
  const text = `${writeNotes(plan, "//")}
#pragma once
${writeProgram(plan)}`;
  return [
    { name: `${deviceId}.yaml`, text: yaml },
    { name: header, text },
    { name: "secrets.example.yaml", text: secrets },
  ];
}

function makeArduinoFiles(plan: FirmwarePlan): FirmwareFile[] {
  const { deviceId } = plan;
  const broker = chooseBroker(plan);
  const text = `${writeNotes(plan, "//")}
// Needs the ESP32 boards of Arduino (esp32 by Espressif), 3.1 or later; no library besides.

// Fill these in. The token is what saunter user add ${deviceId} --role sensor --key prints.
#define WIFI_SSID "name of the network"
#define WIFI_PASSWORD "its password"
#define SAUNTER_BROKER "${broker}"
#define SAUNTER_TOKEN "the device's key"

#include <Arduino.h>
#include <WiFi.h>
${writeProgram(plan)}
void setup() {
  Serial.begin(115200);
  WiFi.mode(WIFI_STA);
  WiFi.setAutoReconnect(true);
  WiFi.begin(WIFI_SSID, WIFI_PASSWORD);
  // Otherwise the radio sleeps, and frames come in bursts.
  WiFi.setSleep(false);
  if (!saunter::begin({SAUNTER_BROKER, saunter::DEVICE_ID, SAUNTER_TOKEN}))
    Serial.println("no memory for a single frame");
}

// Counts of each channel on the serial monitor, by which it is calibrated.
void loop() {
  delay(5000);
  Serial.print("counts: ");
  Serial.println(saunter::describeCounts());
}
`;
  return [{ name: `${deviceId}/${deviceId}.ino`, text }];
}

function writeProgram(plan: FirmwarePlan): string {
  const { deviceId, prefix } = plan;
  const topics = {
    frames: formatDeviceTopic(prefix, { deviceId, kind: "scale-packed" }),
    status: formatDeviceTopic(prefix, { deviceId, kind: "scale-status" }),
    taken: formatDeviceTopic(prefix, { deviceId, kind: "scale-taken" }),
  };
  return `${writeIncludes(plan)}
namespace saunter {

${writeCore(plan)}${writePlatform(plan, topics)}
}  // namespace saunter
`;
}

function writeNotes(plan: FirmwarePlan, mark: string): string {
  const { bufferBytes, deviceId, outageSeconds, samplesPerFrame, warnings, wiring } = plan;
  const memory = `${Math.ceil(bufferBytes / 1024)} kB of memory`;
  const amplifier = wiring.kind.toUpperCase();
  return [
    `Firmware of ${deviceId}, written by saunter devices firmware: change the configuration, and write it again.`,
    `${plan.channelCount} x ${amplifier} at ${wiring.samplesPerSecond} samples a second, ${samplesPerFrame} to a frame.`,
    `Readings of an outage of up to ${outageSeconds} s are kept (${memory}), and sent in order afterwards.`,
    ...warnings.map((warning) => `Mind: ${warning}.`),
  ]
    .map((line) => `${mark} ${line}\n`)
    .join("");
}

function chooseBroker({ broker, tls }: FirmwarePlan): string {
  return broker ?? (tls === undefined ? BROKER_EXAMPLE : TLS_BROKER_EXAMPLE);
}

function toIdentifier(deviceId: string): string {
  return deviceId.replaceAll("-", "_");
}
