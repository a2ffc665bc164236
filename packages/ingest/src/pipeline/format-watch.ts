/** The report of a watch, for people and programs. */
import type { StreamWarning } from "../recordings/open-recording.ts";
import type { CameraFault } from "./camera-fault.ts";
import type { SeenFrame, WatchEvent } from "./cameras-watch.ts";

export interface WatchWarnings {
  /** Takes an event; a warning that was not reported before, else null. */
  take(event: WatchEvent): StreamWarning | null;
  /** All of them, with how often they came. */
  list(): readonly StreamWarning[];
}

/** Counts what was wrong, by camera and kind. */
export function createWatchWarnings(): WatchWarnings {
  const warnings = new Map<string, { -readonly [K in keyof StreamWarning]: StreamWarning[K] }>();
  return {
    take: (event) => {
      const warning = toWarning(event);
      if (warning === null) return null;
      const key = `${warning.code} ${warning.cameraId}`;
      const known = warnings.get(key);
      if (known !== undefined) {
        known.count++;
        return null;
      }
      const { code, message } = warning;
      warnings.set(key, { code, message, count: 1 });
      return { code, message, count: 1 };
    },
    list: () => [...warnings.values()].map((warning) => ({ ...warning })),
  };
}

function toWarning(event: WatchEvent) {
  if (event.kind === "fault") {
    const { cameraId, kind, message } = event.fault;
    return { cameraId, code: `camera-${kind}`, message: `camera ${cameraId}: ${message}` };
  }
  if (event.kind !== "clock") return null;
  const { cameraId, offsetMs } = event;
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(2);
  const way = offsetMs < 0 ? "behind" : "ahead of";
  const message = `camera ${cameraId}: its frames are ${seconds} s ${way} the others': this is corrected`;
  return { cameraId, code: "camera-clock", message };
}

export interface CameraState {
  readonly cameraId: string;
  readonly faults: readonly CameraFault[];
}

/** One line: who is there, how cameras are, how fast it goes, and what is said besides. */
export function formatWatchLine(
  { frame }: SeenFrame,
  cameras: readonly CameraState[],
  framesPerS: number,
  more: readonly string[] = [],
): string {
  const time = new Date(frame.timestampMs).toISOString().slice(11, 19);
  const well = cameras.filter(({ faults }) => faults.length === 0).length;
  const ill = cameras.flatMap(({ cameraId, faults: [first] }) =>
    first === undefined ? [] : [`${cameraId} ${first.kind}`],
  );
  const parts = [
    time,
    `${frame.shoppers.length} inside`,
    `${well} of ${cameras.length} cameras${ill.length === 0 ? "" : ` (${ill.join(", ")})`}`,
    `${framesPerS.toFixed(1)} frames/s`,
    ...more,
  ];
  return `${parts.join("  ")}\n`;
}
