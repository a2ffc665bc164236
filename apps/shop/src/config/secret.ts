/** A secret does not stand in the configuration, and does not get into logs: JSON leaves it out. */
export interface Secret {
  /** Where it is, for messages: "environment variable NAME" or "file PATH". */
  readonly source: string;
  readonly reveal: () => string;
}
