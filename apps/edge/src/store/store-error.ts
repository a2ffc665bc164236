/** Why the database cannot be used; `code` is for programs, the message says what to do. */
export type StoreErrorCode =
  | "journal-corrupt"
  | "journal-cut"
  | "journal-newer"
  | "database-locked"
  | "disk-full"
  | "disk-failing"
  | "queue-full"
  | "event-too-large"
  | "closed"
  | "shop-missing"
  | "backup-exists"
  | "backup-older";

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.code = code;
  }
}
