/**
 * What watching costs: four real films, as network cameras would send them, and the same shop with nobody
 * in it. The server that sends them is not counted.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CamerasConfig } from "@saunter/ingest/cameras/cameras-config";
import { loadCameras } from "@saunter/shop/config/load-cameras";
import { atLeast, atMost, createFigure, type FigureGroup } from "../bench/figure.ts";
import { type LiveRun, type LiveRunOptions, runLive } from "./live-run.ts";

export const IN_TIME_SHARE_MIN = 95;
export const EMPTY_CORE_SHARE_MAX = 5;

const CAMERAS = fileURLToPath(
  new URL("../../../../examples/cps-test-01/cameras.yaml", import.meta.url),
);
const SERVER = fileURLToPath(
  new URL("../../../../packages/ingest/src/cameras/rtsp-server.py", import.meta.url),
);
/** Debian's own: GStreamer's bindings are installed for no other. */
const PYTHON = "/usr/bin/python3";
const REST_AFTER_MS = 5000;
/** A film of the empty shop: the median of one frame a second, and noise as the films have it. */
const MEDIAN_RADIUS = 15;
const NOISE_STEPS = 4;
const FILM_S_MORE = 10;
/** Two runs are measured with it; coming to rest, and what is before that, takes as long as this. */
const EMPTY_FILM_S_MORE = 120;
/** Noise that comes again after so long is as new to whoever compares a frame with those before it. */
const NOISE_S = 15;

export interface CostOptions {
  /** That are measured, of each. */
  readonly seconds: number;
}

/** Whether there is what it needs: a film's server, and processor times in /proc. */
export function canMeasureCost(): boolean {
  const hasServer = () => spawnSync(PYTHON, [SERVER, "check"], { stdio: "ignore" }).status === 0;
  return process.platform === "linux" && existsSync(PYTHON) && hasServer();
}

function readConfig(): CamerasConfig {
  const loaded = loadCameras(CAMERAS, {});
  if (!loaded.ok) throw new Error("the cameras of cps-test-01 cannot be read");
  return loaded.config;
}

/** The films of a visit, as network cameras would send them. */
export async function measureVisitCost({ seconds }: CostOptions): Promise<FigureGroup> {
  const config = readConfig();
  const film = filmAgainFor({ seconds });
  const run = await serveAs(film, config, (served) => runLive({ ...served, seconds }));
  const { frames, finder } = run;
  const share = (count: number): number => (100 * count) / frames;
  return {
    title: `Cost of ${describeCameras(config)} while somebody shops, on ${availableParallelism()} cores`,
    figures: [
      createFigure("frames that came", frames, "", 0),
      createFigure(
        "dealt with, of those",
        share(finder.looked + finder.still),
        "%",
        1,
        atLeast(IN_TIME_SHARE_MIN),
      ),
      createFigure("  looked at by the pose model", share(finder.looked), "%", 1),
      createFigure("  nothing had moved", share(finder.still), "%", 1),
      createFigure("dropped: there was no time", share(run.dropped + finder.dropped), "%", 1),
      createFigure("reporting delay, 95 of 100 within", run.delayMs, "ms", 0),
      createFigure("CPU, decoding included", findCoreShare(run), "% of a core", 1),
      createFigure("load of the machine meanwhile", run.load, "", 1),
    ],
  };
}

const describeCameras = ({ cameras }: CamerasConfig): string =>
  `${cameras.length} cameras of 640 by 360 at 10 frames a second over RTSP`;

const findCoreShare = ({ cpuSeconds, seconds }: LiveRun): number => (100 * cpuSeconds) / seconds;

export async function measureEmptyCost(options: CostOptions): Promise<FigureGroup> {
  const config = readConfig();
  const { seconds } = options;
  return serveAs(filmEmptyShopBy(options), config, async (served) => {
    const awake = await runLive({ ...served, seconds });
    const resting = await runLive({ ...served, seconds, restAfterMs: REST_AFTER_MS });
    return {
      title: `Cost of an empty shop: ${describeCameras(config)}, a key picture a second`,
      figures: [
        createFigure(
          "CPU at rest, decoding included",
          findCoreShare(resting),
          "% of a core",
          1,
          atMost(EMPTY_CORE_SHARE_MAX),
        ),
        createFigure("CPU before they rest", findCoreShare(awake), "% of a core", 1),
        createFigure("frames looked at before they rest", awake.finder.looked, "", 0),
        createFigure("of frames that came", awake.frames, "", 0),
        createFigure("faults reported", awake.faults + resting.faults, "", 0, atMost(0)),
        createFigure("load of the machine meanwhile", resting.load, "", 1),
      ],
    };
  });
}

type MakeFilm = (film: string, folder: string) => string;

/** Has a server send films made of the cameras' own, until `measure` is done. */
async function serveAs<T>(
  makeFilm: MakeFilm,
  config: CamerasConfig,
  measure: (served: Pick<LiveRunOptions, "config" | "addresses" | "besides">) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-cost-"));
  try {
    const films = config.cameras.map(({ source }) => makeFilm(source.url, folder));
    return await serveFilms(films, (urls, pid) => {
      const named = config.cameras.map(({ source }, at) => [source.cameraId, urls[at]!] as const);
      return measure({ config, addresses: new Map(named), besides: [pid] });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "10"];

function runFfmpeg(...args: readonly string[]): void {
  execFileSync("ffmpeg", ["-v", "error", "-nostdin", "-y", ...args]);
}

/** What is measured of the films, and as much more as may be shown before that. */
function filmAgainFor({ seconds }: CostOptions): MakeFilm {
  return (film, folder) => {
    const out = join(folder, basename(film));
    const length = ["-t", String(seconds + FILM_S_MORE)];
    runFfmpeg("-i", film, ...length, "-an", ...ENCODER, "-crf", "18", out);
    return out;
  };
}

/** Somebody who walks about is nowhere for most of the time. */
function filmEmptyShopBy({ seconds }: CostOptions): MakeFilm {
  return (film, folder) => {
    const still = join(folder, "still.png");
    const noisy = join(folder, "noisy.mp4");
    const out = join(folder, basename(film));
    runFfmpeg("-i", film, "-vf", `fps=1,tmedian=radius=${MEDIAN_RADIUS}`, "-frames:v", "1", still);
    const shown = ["-loop", "1", "-framerate", "10", "-t", String(NOISE_S), "-i", still];
    const noise = ["-vf", `noise=alls=${NOISE_STEPS}:allf=t,format=yuv420p`];
    runFfmpeg(...shown, ...noise, ...ENCODER, noisy);
    const length = ["-t", String(2 * seconds + EMPTY_FILM_S_MORE)];
    runFfmpeg("-stream_loop", "-1", "-i", noisy, ...length, "-c", "copy", out);
    return out;
  };
}

async function serveFilms<T>(
  films: readonly string[],
  measure: (urls: readonly string[], pid: number) => Promise<T>,
): Promise<T> {
  const server = spawn(PYTHON, [SERVER, "0", ...films], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    let reported = "";
    while (!reported.includes("\n")) reported += String((await once(server.stdout, "data"))[0]);
    const port = /^ready (\d+)/.exec(reported)![1];
    const urls = films.map(
      (_, at) => `rtsp://127.0.0.1:${port}/camera${at === 0 ? "" : `-${at + 1}`}`,
    );
    return await measure(urls, server.pid!);
  } finally {
    server.kill("SIGKILL");
  }
}
