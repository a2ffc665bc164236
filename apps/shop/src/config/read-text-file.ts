import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";

export type TextRead =
  | { readonly ok: true; readonly text: string }
  /** Why there is no text; `line` where one is at fault. */
  | { readonly ok: false; readonly line: number | null; readonly message: string };

/** Reads a whole file as UTF-8, with or without a byte order mark; `bytesMax` bounds it. */
export type ReadText = (path: string, bytesMax: number) => TextRead;

export const readTextFile: ReadText = (path, bytesMax) => {
  const bytes = readBytes(path, bytesMax);
  return typeof bytes === "string" ? refuse(bytes) : decodeText(bytes);
};

const refuse = (message: string, line: number | null = null): TextRead => ({
  ok: false,
  line,
  message,
});

/** Bytes of a whole file, or why there are none; `bytesMax` bounds it. */
export function readBytes(path: string, bytesMax: number): Buffer | string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return "this is not a file";
    if (stats.size > bytesMax) return `the file is too large: at most ${bytesMax} bytes are read`;
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
    if (code === "EACCES" || code === "EPERM") return "the file may not be read by this user";
    // A path with a NUL in it, or one longer than the system takes, comes from what was written.
    if (typeof code === "string") return `the file cannot be read (${code})`;
    throw error;
  }
}

/** UTF-8 text of bytes, or the line of the first byte that is none. */
export function decodeText(bytes: Uint8Array): TextRead {
  if (isUtf8(bytes)) return { ok: true, text: new TextDecoder().decode(bytes) };
  const advice = "the file is not UTF-8; save it as UTF-8";
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse(`${advice} (it is UTF-16)`);
  }
  // No byte of a longer UTF-8 sequence is a line's end, so that lines can be looked at one by one.
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return refuse(advice, line);
    start = end + 1;
    line++;
  }
}
