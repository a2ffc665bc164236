/** For tests: a program in the place of ffmpeg. */
import { PassThrough, Writable } from "node:stream";
import type { PipedChild, StartPiped } from "./clip-encoder.ts";

/** A program that says this and ends; and what it was called with. */
export function pretend(
  answers: (args: readonly string[]) => { says?: string; code?: number | null },
) {
  const calls: (readonly string[])[] = [];
  let killed = 0;
  const start: StartPiped = (args) => {
    calls.push(args);
    const { says = "", code = 0 } = answers(args);
    const output = new PassThrough();
    output.end(says);
    const end = Promise.withResolvers<number | null>();
    if (code !== null) output.on("end", () => setImmediate(() => end.resolve(code)));
    const words = new PassThrough();
    words.end(code === 0 ? "" : "no room for it\n");
    const child: PipedChild = {
      input: new Writable({ write: (_, __, done) => done() }),
      output,
      words,
      kill: () => {
        killed++;
        end.resolve(null);
      },
      closed: end.promise,
    };
    return child;
  };
  return { start, calls, countKilled: () => killed };
}

/** As ffmpeg says what it can encode. */
export const ENCODERS = " V....D libvpx               libvpx VP8 (codec vp8)\n";
export const isList = (args: readonly string[]): boolean => args.includes("-encoders");
