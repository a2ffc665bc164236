/** How the process is at this moment. */
import type { CameraFaultKind } from "@saunter/ingest/pipeline/camera-fault";
import type { CameraReport } from "@saunter/ingest/pipeline/camera-reports";

export interface ProcessHealth {
  readonly nowMs: number;
  readonly startedMs: number;
  /** 99th percentile of the event loop's delay since the last measurement, milliseconds. */
  readonly lagMs: number;
  readonly memoryBytes: number;
  readonly diskFreeBytes: number;
  readonly diskBytes: number;
  /** Staff are notified of it. */
  readonly isDiskLow: boolean;
  readonly isSlow: boolean;
  readonly journalEvents: number;
  readonly providerSilentSinceMs: number | null;
  readonly sensors: readonly {
    readonly name: string;
    readonly lastMessageMs: number | null;
    /** The same, by its former name. */
    readonly heardMs: number | null;
    readonly isQuiet: boolean;
    readonly hasFault: boolean;
  }[];
  /** The shop's cameras by name; none where the shop looks through none. */
  readonly cameras: readonly CameraHealth[];
  /** What waits to be done. */
  readonly backlog: {
    readonly charges: number;
    readonly reviews: number;
    readonly webhooks: number;
    readonly mails: number;
  };
}

export interface CameraHealth extends Omit<CameraReport, "clockCorrectionMs" | "faults"> {
  /** How much later its frames are stamped than readings of live scales; null where that is not known. */
  readonly clockOffsetMs: number | null;
  readonly faults: readonly {
    readonly kind: CameraFaultKind;
    /** Null of films: their time is another. */
    readonly sinceMs: number | null;
    readonly message: string;
  }[];
}
