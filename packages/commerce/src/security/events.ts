/**
 * Who changed what people, programs and the shop may do. Stream `security-log`. The journal cannot forget:
 * an event has random ids, and nothing else, of the people in it; where they were and which badge it was
 * stands in a table, under `detailId`, for as long as the shop keeps it.
 */
import type { Role } from "@saunter/protocol/roles";
import type {
  SecurityEventKind,
  SecurityObjectKind,
  SecurityPrincipalKind,
  SecurityVia,
} from "@saunter/protocol/security-event-kinds";

export interface SecurityPrincipal {
  readonly kind: SecurityPrincipalKind;
  /** Null of those who are known by their kind alone. */
  readonly id: string | null;
  /** As they were then. */
  readonly roles: readonly Role[];
  readonly via: SecurityVia | null;
}

export interface SecurityObject {
  readonly kind: SecurityObjectKind;
  /** Null where it stands in the table, or is not one thing. */
  readonly id: string | null;
}

export type SecurityValue = string | number | boolean | null | readonly string[];

/** Null before: it is new, or is not told. */
export interface SecurityChange {
  readonly before: SecurityValue;
  readonly after: SecurityValue;
}

export interface SecurityEvent {
  readonly type: "SecurityEventRecorded";
  readonly kind: SecurityEventKind;
  readonly principal: SecurityPrincipal;
  readonly object: SecurityObject | null;
  /** By what has changed. Never a secret, nor anything that is made of one. */
  readonly changes: Readonly<Record<string, SecurityChange>>;
  /** Given once: when the row is deleted, no other has it. */
  readonly detailId: number | null;
}
