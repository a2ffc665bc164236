import type { StoreErrorCode } from "@saunter/protocol/problem-codes";

/** Why the database cannot be used; `code` is for programs, the message says what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.code = code;
  }
}

/** Why there is nothing to copy, no place for the copy, or no way to read it. */
export type BackupErrorCode =
  | "shop-missing"
  | "backup-exists"
  | "backup-older"
  | "backup-fork"
  | "recovery-key-missing"
  | "shop-running"
  | "chain-away"
  | "backup-newer"
  | "backup-damaged"
  | "pass-phrase-missing"
  | "pass-phrase-wrong";

export class BackupError extends Error {
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string) {
    super(message);
    this.name = "BackupError";
    this.code = code;
  }
}
