import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { describeFfmpeg, FFMPEG } from "../cameras/ffmpeg-fixture.ts";
import { setTimer } from "../cameras/ffmpeg-run.ts";
import {
  ClipError,
  createClipEncoder,
  FORMS,
  makeEncodeArguments,
  type StartPiped,
  startPipedAt,
} from "./clip-encoder.ts";
import { CLIP_STEP_MS } from "./clip-limits.ts";
import { drawRoom, drawThing, SIZE } from "./clips-fixture.ts";
import { ENCODERS, isList, pretend } from "./piped-fixture.ts";

const frames = Array.from({ length: 20 }, (_, at) => {
  const rgb = drawRoom(SIZE, at);
  drawThing(rgb, SIZE, { left: 10 * at, top: 60, widthPx: 40, heightPx: 40 });
  return rgb;
});
const CLIP = { ...SIZE, startMs: 0, frames };

describe("a clip's encoder", () => {
  it("takes pictures from a pipe and gives the film to another: no file, no time, no name", () => {
    for (const { args } of FORMS) {
      const call = makeEncodeArguments(CLIP, args);
      expect(call.filter((_, at) => call[at - 1] === "-i")).toEqual(["pipe:0"]);
      expect(call.at(-1)).toBe("pipe:1");
      expect(call.join(" ")).not.toMatch(/file=|\/|\.webm|\.mp4/);
      expect(call.join(" ")).toContain("-map_metadata -1");
    }
  });

  it("asks once what there is, and takes the first of the forms that browsers play", async () => {
    const { start, calls } = pretend((args) => ({
      says: isList(args) ? ` V..... libx264  H.264\n${ENCODERS}` : "film",
    }));
    const encoder = createClipEncoder({ start, setTimer });
    for (let at = 0; at < 2; at++) {
      const { mediaType, video } = await encoder.encode(CLIP);
      expect([mediaType, Buffer.from(video).toString()]).toEqual([FORMS[0]!.mediaType, "film"]);
    }
    expect(calls.filter(isList)).toHaveLength(1);
    const other = pretend((args) => ({ says: isList(args) ? " V..... libx264  H.264\n" : "film" }));
    const made = await createClipEncoder({ start: other.start, setTimer }).encode(CLIP);
    expect(made.mediaType).toMatch(/^video\/mp4/);
  });

  it("says what is wrong: no encoder, nothing made, an error, a program that is not there", async () => {
    const fail = (answers: Parameters<typeof pretend>[0]) =>
      createClipEncoder({ start: pretend(answers).start, setTimer }).encode(CLIP);
    await expect(fail(() => ({ says: " V..... mpeg4 MPEG-4\n" }))).rejects.toThrow(
      "the ffmpeg of this machine has none of libvpx, libvpx-vp9, libx264",
    );
    await expect(fail((args) => ({ says: isList(args) ? ENCODERS : "" }))).rejects.toThrow(
      "ffmpeg made no clip of the frames",
    );
    await expect(fail((args) => (isList(args) ? { says: ENCODERS } : { code: 1 }))).rejects.toThrow(
      "ffmpeg failed: no room for it",
    );
    const absent = createClipEncoder({ start: startPipedAt("/nowhere/ffmpeg"), setTimer });
    await expect(absent.encode(CLIP)).rejects.toBeInstanceOf(ClipError);
    const unfound: StartPiped = () => {
      throw new Error("there is no ffmpeg on this machine");
    };
    await expect(createClipEncoder({ start: unfound, setTimer }).encode(CLIP)).rejects.toThrow(
      new ClipError("there is no ffmpeg on this machine"),
    );
  });

  it("ends a program that takes too long, or makes too much", async () => {
    const slow = pretend((args) => (isList(args) ? { says: ENCODERS } : { code: null }));
    const timers: (() => void)[] = [];
    const takeTime = (_: number, then: () => void) => {
      timers.push(then);
      return () => {};
    };
    const made = createClipEncoder({ start: slow.start, setTimer: takeTime }).encode(CLIP);
    made.catch(() => {});
    await expect.poll(() => timers.length).toBe(2);
    timers[1]!();
    await expect(made).rejects.toThrow("ffmpeg took too long");
    expect(slow.countKilled()).toBe(1);
    const stop = new AbortController();
    const encoder = createClipEncoder({ start: slow.start, setTimer: takeTime });
    const unwanted = encoder.encode(CLIP, stop.signal);
    unwanted.catch(() => {});
    await expect.poll(() => timers.length).toBe(4);
    stop.abort();
    await expect(unwanted).rejects.toBeInstanceOf(ClipError);
    await expect(encoder.encode(CLIP, stop.signal)).rejects.toBeInstanceOf(ClipError);
    expect([slow.countKilled(), slow.calls.length]).toEqual([2, 4]);
    const large = (bytesMax: number) =>
      createClipEncoder({
        start: pretend((args) => ({ says: isList(args) ? ENCODERS : "film" })).start,
        setTimer,
        bytesMax,
      }).encode(CLIP);
    expect((await large(4)).video).toHaveLength(4);
    await expect(large(3)).rejects.toThrow("larger than 3 bytes");
  });
});

describeFfmpeg("a film of this machine's ffmpeg", () => {
  // Where there is none, the tests are skipped, but still listed.
  const names = spawnSync(FFMPEG || "ffmpeg", ["-hide_banner", "-encoders"], {
    encoding: "utf8",
  }).stdout;

  it.each(FORMS.map((form) => [form.encoder, form] as const))(
    "by %s has all pictures in their size, and says how long it is",
    async (name, form) => {
      if (!new RegExp(` ${name} `).test(names)) return;
      const start: StartPiped = (args) =>
        isList(args)
          ? pretend(() => ({ says: ` V..... ${name} \n` })).start(args)
          : startPipedAt(FFMPEG)(args);
      const { mediaType, video } = await createClipEncoder({ start, setTimer }).encode(CLIP);
      expect(mediaType).toBe(form.mediaType);
      const size = 3 * SIZE.widthPx * SIZE.heightPx;
      const args = ["-v", "error", "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"];
      const { stdout } = spawnSync(FFMPEG, args, { input: video, maxBuffer: 40 * size });
      expect(stdout.length).toBe(frames.length * size);
      // The thing is where it was: it goes ten pixels to the right a picture.
      const at = (image: number, x: number): number =>
        stdout[image * size + 3 * (80 * SIZE.widthPx + x) + 1]!;
      expect(at(15, 170)).toBeLessThan(60);
      expect(at(15, 120)).toBeGreaterThan(60);
      const durationS = (frames.length * CLIP_STEP_MS) / 1000;
      const told = spawnSync(FFMPEG, ["-hide_banner", "-i", "pipe:0"], { input: video }).stderr;
      if (mediaType.includes("webm")) {
        expect(told.toString()).toContain(`Duration: 00:00:0${durationS}.00`);
      }
      expect(told.toString()).not.toMatch(/creation_time|Lavf\d/);
    },
  );
});
