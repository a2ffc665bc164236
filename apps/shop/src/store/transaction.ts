import type { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";

/** What a transaction can do. Reads see what it has written. */
export interface Transaction {
  readonly db: DatabaseSync;
  /** Time of its events: never before an event that was written earlier. */
  readonly atMs: number;
  read<Kind extends StreamKind>(kind: Kind, id: string): StatesByKind[Kind];
  append<Kind extends StreamKind>(
    kind: Kind,
    id: string,
    events: readonly EventsByKind[Kind][],
  ): void;
  /**
   * Does a part of the work. Where that throws, nothing of the part is left behind, and the rest
   * stands: what was thrown is returned. Errors of the disk are thrown.
   */
  attempt(part: () => void): { readonly error: unknown } | null;
}
