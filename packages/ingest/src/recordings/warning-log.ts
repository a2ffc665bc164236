import {
  RECORDING_WARNINGS,
  type RecordingWarning,
  type RecordingWarningCode,
} from "./recording-codes.ts";

/** Notes a warning met on a line of one file. */
export type NoteWarning = (
  code: RecordingWarningCode,
  line: number | null,
  detail?: string,
) => void;

/** Counts warnings by file and code; its size is bounded by the table of codes. */
export class WarningLog {
  readonly #warnings = new Map<
    string,
    { -readonly [K in keyof RecordingWarning]: RecordingWarning[K] }
  >();

  note(file: string, code: RecordingWarningCode, line: number | null, detail = ""): void {
    const key = `${code} ${file}`;
    const known = this.#warnings.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const message = RECORDING_WARNINGS[code] + (detail === "" ? "" : ` First: ${detail}.`);
    this.#warnings.set(key, { code, file, line, count: 1, message });
  }

  noteIn(file: string): NoteWarning {
    return (code, line, detail) => this.note(file, code, line, detail);
  }

  /** By file, then by the line first met on. */
  list(): RecordingWarning[] {
    const warnings = [...this.#warnings.values()].map((warning) => ({ ...warning }));
    return warnings.sort((a, b) => compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0));
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
