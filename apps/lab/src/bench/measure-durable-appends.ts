/** How fast events become durable, with many who write. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atLeast, atMost, createFigure, type FigureGroup } from "./figure.ts";
import { measureAppends } from "./measure-appends.ts";

export const APPENDS_PER_S_MIN = 5000;
export const APPEND_MS_MAX = 10;
export const APPEND_STEPS = 1;

const WRITERS = 16;

export async function measureDurableAppends(events: number): Promise<FigureGroup[]> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-appends-"));
  try {
    const measured = await measureAppends({ writers: WRITERS, events, folder });
    return [
      {
        title: `durable appends, ${WRITERS} writers, each waits for its own`,
        figures: [
          createFigure("events", events, "", 0),
          createFigure(
            "on the disk",
            measured.eventsPerSecond,
            "events/s",
            0,
            atLeast(APPENDS_PER_S_MIN),
          ),
          createFigure(
            "from asking to on the disk, 99th percentile",
            measured.latencyMsP99,
            "ms",
            1,
            atMost(APPEND_MS_MAX),
          ),
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
