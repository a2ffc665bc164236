import type { CameraInput } from "./camera-source.ts";
import type { StartFfmpeg } from "./ffmpeg-run.ts";

const DURATION = /Duration: (\d+):(\d{2}):(\d{2}(?:\.\d+)?)/;

/** How long a film is by what its file says, ms; null where it says nothing. */
export async function measureFilmMs(
  { address, protocols }: CameraInput,
  start: StartFfmpeg,
): Promise<number | null> {
  const whitelist = ["-protocol_whitelist", protocols.join(",")];
  const child = start(["-nostdin", "-hide_banner", ...whitelist, "-i", address]);
  let text = "";
  child.lines.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  // Nothing comes there; a pipe that nobody reads does not end.
  for (const pipe of [child.frames, child.stamps]) pipe.resume();
  await child.closed;
  const [, hours, minutes, seconds] = DURATION.exec(text) ?? [];
  if (seconds === undefined) return null;
  return 1000 * (3600 * Number(hours) + 60 * Number(minutes) + Number(seconds));
}
