/** Live sensors as the process uses them. */
import type { CamerasConfig } from "@saunter/ingest/cameras/cameras-config";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import type { Wiring } from "@saunter/protocol/devices/firmware/firmware-plan";
import type { Secret } from "./secret.ts";
import type { DeviceSettings } from "./sensor-schema.ts";

export interface BrokerConfig {
  readonly url: string;
  readonly user: Secret | null;
  readonly password: Secret | null;
  readonly caFile: string | null;
}

export interface MqttConfig {
  readonly prefix: string;
  /** Of the broker inside the process. */
  readonly host: string;
  readonly port: number;
  /** Null: the broker is one inside the process. */
  readonly broker: BrokerConfig | null;
}

export interface DeviceConfig extends ScaleDevice {
  readonly transport: NonNullable<DeviceSettings["transport"]>;
  /** Null where its program is not written here. */
  readonly wiring: Wiring | null;
}

export interface SensorsConfig {
  readonly kind: "sensors";
  /** Null: positions of people come over MQTT. */
  readonly cameras: CamerasConfig | null;
  readonly mqtt: MqttConfig;
  readonly devices: readonly DeviceConfig[];
}
