/** A fault that the tests must find: a small change in one place. */
export interface Fault extends AreaFault {
  readonly area: Area;
}

export type Area = "money" | "auth" | "engine" | "sync" | "screens" | "journal";

export interface AreaFault {
  /** What goes wrong. */
  readonly fault: string;
  /** How. */
  readonly variant: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly text: string;
  readonly planted: string;
  /** Paths of the tests that must find it. */
  readonly tests: readonly string[];
}
