import type { StoreErrorCode } from "@saunter/protocol/problem-codes";
import { BackupError as CipherError, type CipherFault } from "@saunter/server/backup/backup-error";

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
  | CipherFault
  | "shop-missing"
  | "backup-exists"
  | "backup-older"
  | "backup-fork"
  | "recovery-key-missing"
  | "shop-running"
  | "chain-away"
  | "pass-phrase-missing";

export const BackupError = CipherError<BackupErrorCode>;

/** Of a damaged journal. `--force`: the shop has usually recorded events since the backup. */
export const RESTORE_ADVICE =
  "stop the shop and restore the last good backup (saunter restore --data FOLDER --force FILE)";
