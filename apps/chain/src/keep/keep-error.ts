import { BackupError, type CipherFault } from "@saunter/server/backup/backup-error";

/** Why a backup is not made or put back, for whoever runs the command. */
export type KeepErrorCode =
  | CipherFault
  | "backup-exists"
  | "pass-phrase-missing"
  | "database-not-empty"
  | "database-not-whole"
  | "file-exists";

export const KeepError = BackupError<KeepErrorCode>;
