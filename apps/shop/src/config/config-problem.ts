import { CONFIG_LIMITS } from "./config-limits.ts";

/** Where something stands. Lines and columns count from 1; a column is a UTF-16 unit. */
export interface Place {
  readonly file: string;
  /** Null for a whole file. */
  readonly line: number | null;
  readonly column: number | null;
}

/** What is wrong with a configuration, and where. */
export interface ConfigProblem extends Place {
  /** Such as "floor.gates[0].direction"; empty for a whole file. */
  readonly keyPath: string;
  /** What was found and what is allowed, without secrets. */
  readonly message: string;
}

/** Where problems are noted. */
export interface ProblemSink {
  note(place: Place, keyPath: string, message: string): void;
}

/** Collects problems up to a bound; those beyond it are counted. */
export class ProblemLog implements ProblemSink {
  readonly #kept: ConfigProblem[] = [];
  #count = 0;

  note(place: Place, keyPath: string, message: string): void {
    this.#count++;
    if (this.#kept.length >= CONFIG_LIMITS.problemsMax) return;
    const { file, line, column } = place;
    this.#kept.push({ file, line, column, keyPath, message });
  }

  /** All that were noted, those beyond the bound too. */
  get count(): number {
    return this.#count;
  }

  get omittedCount(): number {
    return this.#count - this.#kept.length;
  }

  /** By line within a file, files in the order in which they were first complained of. */
  list(): ConfigProblem[] {
    const files = [...new Set(this.#kept.map(({ file }) => file))];
    return this.#kept.toSorted(
      (a, b) =>
        files.indexOf(a.file) - files.indexOf(b.file) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0),
    );
  }
}

/** One line: "shop.yaml:12:5: entry.partyMax: found …; allowed: …". */
export function formatProblem({ file, line, column, keyPath, message }: ConfigProblem): string {
  const place = [file, line, column].filter((part) => part !== null).join(":");
  return keyPath === "" ? `${place}: ${message}` : `${place}: ${keyPath}: ${message}`;
}
