/**
 * What a shop's process can do, each in a place of its own: a capability brings its tables, routes, alerts,
 * work by the clock, beginning and end here, and nothing else of the process names it. A new one is a folder
 * with an object of this kind, and a line where they are listed.
 */
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { ShopConfig } from "../config/shop-config.ts";
import type { IssuedDocument } from "../domain/shop-context.ts";
import type { HttpExtension } from "../http/http-context.ts";
import { HTTP_SCHEMA } from "../http/idempotency.ts";
import type { ShopMetrics } from "../http/metrics.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { CLOCK_SCHEMA } from "../sensors/clock-watch.ts";
import type { SensorHooks } from "../sensors/sensor-run.ts";
import type { OpenSimulated } from "../sensors/sensor-source.ts";
import type { Projection } from "../store/projection.ts";
import type { Transaction } from "../store/transaction.ts";
import type { ShopProcess } from "./shop-process.ts";
import type { CardProvider, CardProviderOptions } from "./surroundings.ts";
import type { Watch } from "./watch.ts";

export interface Capability {
  readonly name: string;
  /** SQL that makes its tables where they are missing: those that are not made of events. */
  readonly schema?: string;
  /** Its tables that are made of events. */
  readonly projections?: readonly Projection[];
  /** In the transaction that ends a visit. */
  readonly onVisitClosed?: (tx: Transaction, visit: VisitFacts, config: ShopConfig) => void;
  /** In the transaction that issues a receipt or its correction. */
  readonly onDocument?: (tx: Transaction, document: IssuedDocument, config: ShopConfig) => void;
  /** Opens it in a shop that is open, before anything is served. */
  open(context: CapabilityContext): OpenCapability | Promise<OpenCapability>;
}

export interface CapabilityContext {
  readonly process: ShopProcess;
  readonly metrics: ShopMetrics;
  /** Why the shop cannot serve yet, in words; null where it can. */
  readonly findNotReady: () => string | null;
  /** To be called where the process cannot go on. */
  readonly onError: (error: unknown) => void;
}

export interface OpenCapability {
  /** Routes, pages, and what the API says of the shop. */
  readonly http?: HttpExtension;
  /** What it receives from the sensors. */
  readonly hooks?: SensorHooks;
  /** Raises its alerts, and clears those that are over; every few seconds, each in the tick's transaction. */
  readonly watches?: readonly Watch[];
  /** What it does again and again by itself. */
  readonly repeats?: readonly Repeat[];
  /** Deletes what has served its time; every hour. */
  readonly tidy?: (tx: Transaction, nowMs: number) => void;
  /** It has added people whose passwords everybody knows: they stay. Else they are removed. */
  readonly keepsDemoPeople?: boolean;
  /** The source has said something for the first time. */
  readonly begin?: () => void;
  /** The source has come to its end. */
  readonly end?: () => void;
  /** Ends its answers: the API closes next. */
  readonly close?: () => void;
  /** Nothing more is received or asked. A process that cannot trust itself (not `isWell`) finishes nothing. */
  readonly finish?: (isWell: boolean) => Promise<void>;
}

export interface Repeat {
  readonly everyMs: number;
  /** As in "sending mails failed". */
  readonly what: string;
  readonly work: () => Promise<void>;
}

/** The tables of a shop that can do all that. */
export function listTables(capabilities: readonly Capability[]): {
  readonly projections: readonly Projection[];
  readonly schema: string;
} {
  return {
    projections: [
      ...SHOP_PROJECTIONS,
      ...capabilities.flatMap(({ projections = [] }) => projections),
    ],
    schema: [
      PEOPLE_SCHEMA,
      HTTP_SCHEMA,
      CLOCK_SCHEMA,
      ...capabilities.map(({ schema = "" }) => schema),
    ].join(""),
  };
}

/** A simulated world in place of sensors and of money; whoever runs the process brings it. */
export interface Simulator {
  readonly openSource: OpenSimulated;
  openCards(options: CardProviderOptions): CardProvider;
}

/** What an installed app brings to the process. */
export interface Extension {
  readonly simulator: Simulator | null;
  readonly capabilities: readonly Capability[];
  /** A demonstration: its speed may be changed while it runs, and its log is brief. */
  readonly isDemonstration?: boolean;
}

export const NO_EXTENSION: Extension = { simulator: null, capabilities: [] };
