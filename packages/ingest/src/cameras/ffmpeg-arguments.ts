/** How ffmpeg is called for a camera; a list of arguments, which no shell ever reads. */
import type { CameraInput, CameraSource } from "./camera-source.ts";

/** How fast a file is played: so many seconds a second, or each frame as soon as it is asked for. */
export type Pace =
  | { readonly kind: "paced"; readonly speed: number }
  | { readonly kind: "every-frame" };

export interface FfmpegCall {
  readonly input: CameraInput;
  readonly source: Pick<CameraSource, "widthPx" | "heightPx">;
  readonly fps: number;
  /** Of a file only: a live source has its own. */
  readonly pace: Pace;
  /** Key pictures alone are decoded: mostly one in a second or two, at a tenth of the work. */
  readonly isResting?: boolean;
}

/** Microseconds that a network camera may be silent before ffmpeg itself gives up. */
const NETWORK_TIMEOUT_US = 10_000_000;
/** How much of a live stream is processed before its first picture. */
const PROBE_BYTES = 500_000;
const PROBE_US = 1_000_000;
/** Share of a frame by which a time that was rounded may lie before its own. */
const ROUNDING = 0.05;

/** File descriptor on which ffmpeg writes each frame's time. */
export const STAMPS_FD = 3;
/** Unit of those times. What it prints in seconds has six digits: after a day, tens of seconds. */
export const STAMPS_PER_S = 1_000_000;

/**
 * Frames go to standard output as rgb24, one after the other; before each, its time goes to
 * `STAMPS_FD`, as a line "frame:1 pts:40000 pts_time:0.04".
 */
export function makeFfmpegArguments(call: FfmpegCall): string[] {
  const { input, source, fps, pace, isResting = false } = call;
  return [
    ...["-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+warning"],
    // One thread a camera: more hold frames back, and take cores from who looks at them.
    ...["-threads", "1", "-filter_threads", "1"],
    // Blocks that are not smoothed are as good to see motion on.
    ...(isResting ? ["-skip_frame", "nokey", "-skip_loop_filter", "all"] : []),
    ...makeInputArguments(input, pace, source, fps),
    ...["-protocol_whitelist", input.protocols.join(","), "-i", input.address],
    ...["-map", "0:v:0", "-an", "-sn", "-dn"],
    ...["-vf", makeFilters(input, source, fps), "-fps_mode", "passthrough"],
    ...["-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"],
  ];
}

function makeInputArguments(
  { kind }: CameraInput,
  pace: Pace,
  { widthPx, heightPx }: FfmpegCall["source"],
  fps: number,
): string[] {
  const live = [
    ...["-fflags", "+nobuffer+discardcorrupt", "-flags", "low_delay"],
    ...["-probesize", String(PROBE_BYTES), "-analyzeduration", String(PROBE_US)],
  ];
  switch (kind) {
    case "file":
      return pace.kind === "every-frame" ? [] : ["-readrate", String(pace.speed)];
    case "rtsp":
      return ["-rtsp_transport", "tcp", "-timeout", String(NETWORK_TIMEOUT_US), ...live];
    case "http":
      return ["-rw_timeout", String(NETWORK_TIMEOUT_US), ...live];
    case "device":
      // What the device cannot do exactly it does as near as it can.
      return [
        ...["-f", "v4l2", "-framerate", String(fps), "-video_size", `${widthPx}x${heightPx}`],
        ...live,
      ];
    default:
      return kind satisfies never;
  }
}

/**
 * Frames are chosen by `select`, the first of each 1/fps, where `fps` would hold each back until
 * the next has come, and would fill gaps with copies: a stream that stood still looks frozen then.
 */
function makeFilters(
  { kind }: CameraInput,
  { widthPx, heightPx }: FfmpegCall["source"],
  fps: number,
): string {
  const slot = (time: string): string => `floor(${time}*${fps}+${ROUNDING})`;
  return [
    `settb=1/${STAMPS_PER_S}`,
    // Pictures over HTTP mostly carry no time; ffmpeg makes one up, at 25 a second.
    ...(kind === "http" ? ["setpts=time(0)/TB"] : []),
    `select=isnan(prev_selected_t)+not(eq(${slot("t")}\\,${slot("prev_selected_t")}))`,
    `scale=${widthPx}:${heightPx}:flags=bilinear`,
    // Only frames that have some metadata are printed.
    "metadata=mode=add:key=camera:value=1",
    `metadata=mode=print:file=pipe\\\\:${STAMPS_FD}:direct=1`,
  ].join(",");
}
