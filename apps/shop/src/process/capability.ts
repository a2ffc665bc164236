/**
 * What a shop's process can do beyond the shop itself, each in a place of its own: it registers its routes,
 * pages, hooks, beginning and end here, and nothing else of the process names it. A new one is a folder with
 * an object of this kind, and a line where it is listed.
 */
import type { FastifyInstance } from "fastify";
import type { ShopConfig } from "../config/shop-config.ts";
import type { EntryService } from "../domain/entry-service.ts";
import type { HttpExtension } from "../http/http-extension.ts";
import type { SensorHooks } from "./sensor-run.ts";
import type { SensorSource } from "./sensor-source.ts";
import type { ShopProcess } from "./shop-process.ts";
import type { CardProvider, CardProviderOptions } from "./surroundings.ts";

export interface Capability {
  readonly name: string;
  /** Opens it in a shop that is open, before anything is served. */
  open(process: ShopProcess, onError: (error: unknown) => void): Promise<OpenCapability>;
}

export interface OpenCapability {
  /** Routes, pages, and what others of the API ask. */
  readonly http?: HttpExtension;
  /** What it hears of the sensors. Called once the API serves. */
  readonly hooks?: (entryService: EntryService) => SensorHooks;
  /** It has added people whose passwords everybody knows: they stay. Else they are removed. */
  readonly keepsDemoPeople?: boolean;
  /** The source has begun to tell. */
  readonly begin?: () => void;
  /** The source has come to its end. */
  readonly end?: () => void;
  readonly close?: () => void;
}

/** A simulated world in place of sensors and of money; whoever runs the process brings it. */
export interface Simulator {
  openSource(
    source: Extract<ShopConfig["source"], { kind: "simulated" }>,
    shop: Pick<ShopConfig, "shopModel" | "floor">,
    options: { readonly startMs: number; readonly isChangeable: boolean },
  ): SensorSource;
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

export type AddPages = (app: FastifyInstance) => void | Promise<void>;
