/** What a camera is to the shop, and which addresses are taken for one. */
import { resolve } from "node:path";
import { FPS_MAX, SIDE_PX_MAX } from "./camera-limits.ts";
import { describeUrl } from "./hide-secrets.ts";

export interface CameraSource {
  readonly cameraId: string;
  /** A file's path, `rtsp://`, `rtsps://`, `http://`, `https://`, or a device: `/dev/video0`. */
  readonly url: string;
  /** Size of the frames that are given, whatever the camera's own is. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Frames a second, at most. */
  readonly fps: number;
}

export type CameraErrorCode = "source-refused" | "ffmpeg-missing" | "no-picture";

/** Why a camera cannot be read at all. The message names no password. */
export class CameraError extends Error {
  readonly code: CameraErrorCode;

  constructor(code: CameraErrorCode, message: string) {
    super(message);
    this.name = "CameraError";
    this.code = code;
  }
}

export type InputKind = "file" | "rtsp" | "http" | "device";

/** How a source is passed to ffmpeg: it can mean nothing else than what was checked here. */
export interface CameraInput {
  readonly kind: InputKind;
  readonly address: string;
  /** What ffmpeg may open; a playlist or a redirect leads nowhere else. */
  readonly protocols: readonly string[];
}

const PROTOCOLS: Readonly<Record<string, readonly ["rtsp" | "http", readonly string[]]>> = {
  rtsp: ["rtsp", ["rtsp", "tcp"]],
  rtsps: ["rtsp", ["rtsps", "rtsp", "tls", "tcp"]],
  http: ["http", ["http", "tcp"]],
  https: ["http", ["https", "tls", "tcp"]],
};

const DEVICE = /^\/dev\/video\d{1,3}$/;
/** "concat:", "subfile,,start,…:" and the like are read by ffmpeg as far as the first colon. */
const SCHEME = /^([^/\\]*?):/;

/**
 * Throws `CameraError` ("source-refused") for an address that is none of those above, that could be
 * read as an option, or for a size or a rate out of bounds.
 */
export function checkCameraSource(source: CameraSource): CameraInput {
  const { cameraId, url, widthPx, heightPx, fps } = source;
  const refuse = (why: string): CameraError =>
    new CameraError("source-refused", `camera ${JSON.stringify(cameraId)}: ${why}`);
  if (cameraId === "") throw refuse("a camera needs a name");
  for (const [name, side] of [
    ["width", widthPx],
    ["height", heightPx],
  ] as const) {
    if (!Number.isInteger(side) || side < 2 || side > SIDE_PX_MAX)
      throw refuse(`the ${name} is a whole number of pixels from 2 to ${SIDE_PX_MAX}, not ${side}`);
  }
  if (!(fps > 0 && fps <= FPS_MAX))
    throw refuse(`the rate is above 0 and at most ${FPS_MAX} frames a second, not ${fps}`);
  if (url === "") throw refuse("a camera needs an address");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(url)) throw refuse("its address holds a control character");
  if (url.startsWith("-")) throw refuse("its address must not start with a dash");
  const scheme = SCHEME.exec(url)?.[1];
  if (scheme !== undefined) return checkUrl(url, scheme, refuse);
  if (DEVICE.test(url)) return { kind: "device", address: url, protocols: ["file"] };
  const path = resolve(url);
  // Films can be in memory, in /dev/shm.
  if (path.startsWith("/dev/") && !path.startsWith("/dev/shm/"))
    throw refuse(`${url} is not a camera; cameras are /dev/video0 and so on`);
  return { kind: "file", address: `file:${path}`, protocols: ["file"] };
}

function checkUrl(url: string, scheme: string, refuse: (why: string) => CameraError): CameraInput {
  const known = Object.hasOwn(PROTOCOLS, scheme.toLowerCase()) && PROTOCOLS[scheme.toLowerCase()];
  if (!known) {
    throw refuse(
      `addresses of the kind ${JSON.stringify(`${scheme}:`)} are not supported; a camera is a file, ` +
        "rtsp://, rtsps://, http://, https:// or /dev/video0",
    );
  }
  if (!URL.canParse(url) || !url.slice(scheme.length).startsWith("://"))
    throw refuse(`its address cannot be read: ${describeUrl(url)}`);
  if (new URL(url).hostname === "") throw refuse("its address names no machine");
  const [kind, protocols] = known;
  return { kind, address: scheme.toLowerCase() + url.slice(scheme.length), protocols };
}
