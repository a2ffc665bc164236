/** Why a backup is not made or put back, for whoever runs the command. */
export type KeepErrorCode =
  | "backup-exists"
  | "backup-newer"
  | "backup-damaged"
  | "backup-foreign"
  | "pass-phrase-wrong"
  | "pass-phrase-missing"
  | "database-not-empty"
  | "database-not-whole"
  | "file-exists";

export class KeepError extends Error {
  readonly code: KeepErrorCode;

  constructor(code: KeepErrorCode, message: string) {
    super(message);
    this.name = "KeepError";
    this.code = code;
  }
}
