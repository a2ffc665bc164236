/** Live sensors as the process uses them. */
import type { CamerasConfig } from "@saunter/ingest/cameras/cameras-config";
import type { LineAddress, LineSettings } from "@saunter/ingest/scales/line-address";
import type { RegisterMap } from "@saunter/ingest/scales/modbus/register-map";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import type { LineFormat } from "@saunter/ingest/scales/serial/line-format";
import type { Wiring } from "@saunter/protocol/devices/firmware/firmware-plan";
import type { SampleUnit } from "@saunter/protocol/devices/scale-frame";
import type { Secret } from "./secret.ts";

export interface BrokerConfig {
  readonly url: string;
  readonly user: Secret | null;
  readonly password: Secret | null;
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}

export interface MqttConfig {
  readonly prefix: string;
  /** Of the broker inside the process. */
  readonly host: string;
  readonly port: number;
  /** Of the broker inside the process; null: without TLS. */
  readonly certificatesFolder: string | null;
  /** Null: the broker is one inside the process. */
  readonly broker: BrokerConfig | null;
}

/** Where a device on a line or behind a device server is. */
interface LineConfig {
  readonly address: LineAddress;
  readonly line: LineSettings;
}

export type TransportConfig =
  | { readonly kind: "mqtt" }
  | { readonly kind: "http" }
  | (LineConfig & {
      readonly kind: "modbus";
      readonly unitId: number;
      readonly map: RegisterMap;
    })
  | (LineConfig & { readonly kind: "serial"; readonly format: LineFormat })
  | {
      readonly kind: "esphome" | "tasmota";
      readonly sensors: readonly string[];
      readonly everyMs: number;
    }
  | {
      readonly kind: "plugin";
      readonly modulePath: string;
      readonly everyMs: number;
      readonly options: Readonly<Record<string, unknown>>;
    };

export interface DeviceConfig extends ScaleDevice {
  readonly transport: TransportConfig;
  /** Null where its program is not written here. */
  readonly wiring: Wiring | null;
  /** Of what its channels give, where the transport does not say: counts if any of them does. */
  readonly unit: SampleUnit;
}

export interface SensorsConfig {
  readonly kind: "sensors";
  /** Null: positions of people come over MQTT. */
  readonly cameras: CamerasConfig | null;
  readonly mqtt: MqttConfig;
  readonly devices: readonly DeviceConfig[];
}

/** Whether a device's readings come by the shop's broker. */
export function isOverMqtt({ transport: { kind } }: DeviceConfig): boolean {
  return kind === "mqtt" || kind === "esphome" || kind === "tasmota";
}
