import type { MeasuredSensitivity } from "../fit/default-sensitivity.ts";
import type { Sample } from "../published/samples.ts";
import type { ProductNames } from "./measured-set.ts";
import type { SummedSet } from "./summed-set.ts";
import type { WorldsPart } from "./world-sections.ts";

export interface AccuracyParts {
  readonly recorded: AccuracyPart;
  readonly harder: AccuracyPart;
  readonly everyday: AccuracyPart;
  readonly scenarios: AccuracyPart;
}

export interface AccuracyPage {
  readonly date: string;
  readonly version: string;
  readonly command: string;
  readonly svgName: string;
  /** Why sets are missing, or null where all were measured. */
  readonly missing: string | null;
  readonly parts: AccuracyParts;
  readonly worlds: WorldsPart;
  readonly sensitivity: MeasuredSensitivity;
  readonly names: ProductNames;
  /** Null of what is not to be published. */
  readonly sample: Sample | null;
}

/** A part of the page with sets of one kind. */
export interface AccuracyPart {
  readonly title: string;
  readonly about: string;
  readonly sets: readonly SummedSet[];
  /** All of its sets together, where that makes sense. */
  readonly joined: SummedSet | null;
}
