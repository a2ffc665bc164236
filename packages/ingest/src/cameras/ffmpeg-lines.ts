/** What ffmpeg says, made into something that an operator can read. */
import type { CameraLimits } from "./camera-limits.ts";
import { hideSecrets } from "./hide-secrets.ts";

export interface FfmpegLines {
  /** Takes one line of ffmpeg's standard error. */
  take(line: string, nowMs: number): void;
  /** The last lines that say what is wrong, the latest last, without addresses of memory and secrets. */
  listErrors(): readonly string[];
  /** Messages of damaged pictures within the last `damageMs`. */
  countDamage(nowMs: number): number;
  /** Of all time. */
  readonly damageTotal: number;
  forget(): void;
}

/** Damage of single pictures, which comes by the hundred and is counted. */
const DAMAGE =
  /damaged at|slice end not reached|error at mb|error while decoding|corrupt|concealing|missed \d+ packets|max delay reached|non-existing pps|no frame!|invalid nal|left block unavailable|top block unavailable|marker (?:bit )?(?:does not match|missing)|mb_type|cabac|bytestream|overread|slice (?:mismatch|header)|header damaged|illegal|invalid data found when processing input$|error submitting packet/i;
/** What ffmpeg says of itself, and of what is normal in a live stream. */
const NOISE =
  /deprecated|last message repeated|non[- ]monotonic|past duration|guessed channel|duplicated moov|estimating duration|could not find codec parameters for stream \d+ \((?:audio|subtitle|data)|frame rate.*very high|consider increasing|video_size|time per frame unknown|error opening input file/i;
/** "[h264 @ 0x5614320649c0] [error] " and the like, which say who speaks, not what is wrong. */
const PREFIX = /^(?:\[[^\]]*\]\s*)+/;

export function createFfmpegLines(url: string, limits: CameraLimits): FfmpegLines {
  let errors: string[] = [];
  let damageMs: number[] = [];
  let damageTotal = 0;
  const prune = (nowMs: number): void => {
    damageMs = damageMs.filter((atMs) => nowMs - atMs < limits.damageMs);
  };
  return {
    take: (line, nowMs) => {
      const text = cleanLine(line, url, limits.errorCharsMax);
      if (text === "" || NOISE.test(text)) return;
      if (DAMAGE.test(text) && !/opening input/i.test(text)) {
        damageTotal++;
        prune(nowMs);
        // More than that are not needed to know that there are too many.
        if (damageMs.length <= limits.damageLinesMax) damageMs.push(nowMs);
        return;
      }
      errors = [...errors.filter((known) => known !== text), text].slice(-limits.errorLines);
    },
    listErrors: () => errors,
    countDamage: (nowMs) => {
      prune(nowMs);
      return damageMs.length;
    },
    get damageTotal() {
      return damageTotal;
    },
    forget: () => {
      errors = [];
      damageMs = [];
    },
  };
}

/** One line without who says it, addresses of memory, control characters and secrets. */
export function cleanLine(line: string, url: string, charsMax: number): string {
  const text = hideSecrets(line, url)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/\u001b\[[0-9;]*m|[\u0000-\u001f\u007f]/g, " ")
    .replace(PREFIX, "")
    .replace(/ ?@ 0x[0-9a-f]+/g, "")
    .replace(/\?timeout=\d+/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`;
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/moov atom not found/i, "the file is incomplete: its recording was interrupted"],
  [/connection refused/i, "the connection was refused: check that the camera is on, and the port"],
  [
    /\b401\b|unauthorized|authorization failed/i,
    "the camera rejects the user name or the password",
  ],
  [/\b403\b|forbidden/i, "the camera does not allow this user to view"],
  [/\b404\b|stream not found/i, "the camera has no such stream: check the path of its address"],
  [
    /no route to host|network is unreachable/i,
    "the camera cannot be reached: check its power and network",
  ],
  [/timed out|timeout/i, "the camera does not answer"],
  [
    /failed to resolve|name or service not known|temporary failure in name/i,
    "the camera's host name cannot be found",
  ],
  [/no such file|no such device/i, "there is no such file or device"],
  [/permission denied/i, "the shop's user is not allowed to read it"],
  [/device or resource busy/i, "another program uses the camera"],
  [/partial file|end of file/i, "it is incomplete"],
  [/matches no streams|does not contain any stream/i, "it contains no video"],
  [
    /protocol .* not on whitelist/i,
    "it redirects to an address of another kind, which is not allowed",
  ],
  [/unrecognized option|option .* not found/i, "this ffmpeg is too old: 5.1 or newer is needed"],
  [/invalid data found/i, "it is not a video, or it is damaged"],
];

/** What the lines come to in an operator's words; null where they say nothing known. */
export function findCause(lines: readonly string[]): string | null {
  for (const line of lines) {
    const known = CAUSES.find(([pattern]) => pattern.test(line));
    if (known !== undefined) return known[1];
  }
  return null;
}
