/** What a drill has a process do, and what that says: one JSON object a line each way. */
import type { Release } from "./drill-releases.ts";

/** How a process reaches the chain. */
export interface DrillLine {
  readonly server: string;
  readonly shopId: string;
  /** Text of its credentials file. */
  readonly credentials: string;
}

export type DrillRequest =
  /** Sells, and changes users, devices and settings, one after the other. */
  | {
      readonly what: "live";
      readonly folder: string;
      readonly release: Release;
      readonly acts: readonly DrillAct[];
    }
  /** Sends all that there is to the chain, and a copy to the hub. */
  | {
      readonly what: "send";
      readonly folder: string;
      readonly release: Release;
      readonly line: DrillLine;
    }
  | { readonly what: "back-up"; readonly folder: string; readonly file: string }
  | { readonly what: "restore"; readonly folder: string; readonly file: string }
  | {
      readonly what: "restore-from-chain";
      readonly folder: string;
      readonly disk: string | null;
      readonly release: Release;
      readonly line: DrillLine;
      readonly recoveryKey: string;
    }
  | { readonly what: "read"; readonly folder: string; readonly release: Release }
  /** Whether the chain would have this computer as the shop. */
  | {
      readonly what: "check-place";
      readonly folder: string;
      readonly release: Release;
      readonly line: DrillLine;
    };

/** Ids and names are of the drill, so that what a kill has left can be told from what comes next. */
export type DrillAct =
  | { readonly kind: "visit"; readonly id: string; readonly quantity: number }
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "sensor"; readonly id: string; readonly keyHash: string }
  | { readonly kind: "disable"; readonly id: string }
  | { readonly kind: "phone"; readonly id: string }
  | { readonly kind: "colour"; readonly colour: string };

export type DrillReport =
  | { readonly what: "ready" }
  | { readonly what: "begun" }
  /** On the disk. */
  | { readonly what: "done"; readonly at: number; readonly receipt: DrillReceipt | null }
  | { readonly what: "ended"; readonly answer: unknown }
  | { readonly what: "failed"; readonly code: string; readonly message: string };

export interface DrillReceipt {
  readonly visitId: string;
  readonly documentNumber: number;
  readonly totalMinor: number;
}

/** All of a shop that must not be lost. */
export interface DrillState {
  readonly position: number;
  readonly hash: string;
  readonly receipts: readonly DrillReceipt[];
  /** Names of users and sensors, with their key's hash, and whether they are disabled. */
  readonly users: readonly {
    readonly name: string;
    readonly keyHash: string | null;
    readonly isDisabled: boolean;
  }[];
  readonly phones: readonly string[];
  readonly colour: string | null;
  /** Digest of the keys' files. */
  readonly keys: string;
  readonly recoveryKey: string;
  /** Rows that were found damaged, with what became of them. */
  readonly damagedRows: readonly string[];
}
