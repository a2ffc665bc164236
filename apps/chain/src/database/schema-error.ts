/** Why a database is neither opened nor taken back to an earlier step, for whoever runs the command. */
export type SchemaErrorCode =
  | "database-newer"
  | "database-in-use"
  | "step-unknown"
  | "step-later"
  | "step-not-reversible";

export class SchemaError extends Error {
  readonly code: SchemaErrorCode;

  constructor(code: SchemaErrorCode, message: string) {
    super(message);
    this.name = "SchemaError";
    this.code = code;
  }
}
