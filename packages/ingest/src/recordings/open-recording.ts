import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { Truth } from "./read-truth.ts";

export interface StreamWarning {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  /** Where it was met first, for those of reading. */
  readonly file?: string;
  readonly line?: number | null;
}

/** A recording being read. */
export interface OpenRecording {
  readonly shop: ShopModel;
  readonly chunks: AsyncIterable<readonly Observation[]>;
  /** Warnings of reading so far; all of them once the chunks have ended. */
  warnings(): readonly StreamWarning[];
}

/** Where commands get recordings from. */
export interface RecordingSource {
  /** The folders that are recordings among the paths and right below them. */
  find(paths: readonly string[]): Promise<readonly string[]>;
  open(dir: string): Promise<OpenRecording>;
  /** The recording's truth, or null where it has none. */
  readTruth(dir: string): Promise<Truth | null>;
}
