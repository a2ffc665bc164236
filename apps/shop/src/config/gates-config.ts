/** What moves and watches a gate, as the process uses it. */
import type { HttpPreset, MqttPreset } from "@saunter/ingest/gates/gate-preset";
import type { LineAddress, LineSettings } from "@saunter/ingest/scales/line-address";
import type { Secret } from "./secret.ts";

/** What a text topic says where something happens. */
export interface TopicMatch {
  readonly topic: string;
  readonly payload: string;
}

interface Relay {
  readonly channel: number;
  /** How long it closes, ms. */
  readonly openMs: number;
}

export type ActuatorConfig =
  | (Relay & {
      readonly kind: "mqtt";
      readonly preset: MqttPreset;
      /** The device's own name in its topics. */
      readonly topic: string;
      readonly component: string;
      /** It reports and acknowledges as our own protocol has it. */
      readonly isOwn: boolean;
    })
  | (Relay & {
      readonly kind: "http";
      readonly preset: HttpPreset;
      readonly url: string;
      readonly authorization: {
        readonly scheme: "bearer" | "basic";
        readonly secret: Secret;
      } | null;
    });

export interface PassageConfig {
  /** Whoever was admitted passes in this time, or has not come in, ms. */
  readonly withinMs: number;
  /** Null: passages are reported. */
  readonly in: TopicMatch | null;
  readonly out: TopicMatch | null;
}

export type CodeReaderConfig =
  | { readonly kind: "reports" }
  | { readonly kind: "mqtt"; readonly topic: string }
  | { readonly kind: "serial"; readonly address: LineAddress; readonly line: LineSettings };

export interface GateHardware {
  /** Whose key its controller signs in with. */
  readonly deviceId: string;
  readonly actuator: ActuatorConfig | null;
  readonly contact: {
    readonly topic: string;
    readonly open: string;
    readonly closed: string;
  } | null;
  readonly passage: PassageConfig | null;
  readonly codeReader: CodeReaderConfig | null;
  readonly cardReader: { readonly kind: "stripe-terminal"; readonly readerId: string } | null;
}
