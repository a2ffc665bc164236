/** A bar on a terminal's line; nothing where there is none. */
const CELLS = 30;

export interface ProgressBar {
  /** From 0 to 1. */
  show(share: number): void;
  /** Leaves the line. */
  end(): void;
}

export function createProgressBar(label: string): ProgressBar {
  if (process.stderr.isTTY !== true) return { show: () => {}, end: () => {} };
  let shown = "";
  return {
    show: (share) => {
      const full = Math.round(share * CELLS);
      const percent = String(Math.round(share * 100)).padStart(3);
      const line = `\r${label} [${"#".repeat(full)}${" ".repeat(CELLS - full)}] ${percent} %`;
      if (line !== shown) process.stderr.write(line);
      shown = line;
    },
    end: () => {
      if (shown !== "") process.stderr.write("\n");
    },
  };
}
