/** Why a backup cannot be read. */
export type CipherFault =
  | "backup-newer"
  | "backup-damaged"
  | "backup-foreign"
  | "pass-phrase-wrong";

/** Why a backup is not made or put back, for whoever runs the command. */
export class BackupError<Code extends string = CipherFault> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.name = "BackupError";
    this.code = code;
  }
}
