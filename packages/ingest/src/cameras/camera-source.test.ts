import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FPS_MAX, SIDE_PX_MAX } from "./camera-limits.ts";
import { CameraError, type CameraSource, checkCameraSource } from "./camera-source.ts";
import { makeFfmpegArguments, STAMPS_FD } from "./ffmpeg-arguments.ts";

const SOURCE: CameraSource = {
  cameraId: "door",
  url: "rtsp://camera/live",
  widthPx: 640,
  heightPx: 360,
  fps: 10,
};

const check = (changed: Partial<CameraSource>) => checkCameraSource({ ...SOURCE, ...changed });

describe("checkCameraSource", () => {
  it("takes files, devices and the addresses of cameras", () => {
    expect(check({ url: "/videos/door.mp4" }).address).toBe("file:/videos/door.mp4");
    expect(check({ url: "/dev/video0" })).toMatchObject({ kind: "device", address: "/dev/video0" });
    expect(check({ url: "RTSP://camera/live" })).toMatchObject({
      kind: "rtsp",
      address: "rtsp://camera/live",
      protocols: ["rtsp", "tcp"],
    });
    expect(check({ url: "https://camera/live" }).protocols).not.toContain("http");
  });

  it("refuses what ffmpeg would read as an option or as another protocol", () => {
    const refused = [
      "-i",
      "concat:a.mp4|b.mp4",
      "subfile,,start,0,end,9,,:/x",
      "pipe:0",
      "tcp://x",
    ];
    refused.push(
      "",
      "file:///etc/passwd",
      "data:video/mp4;base64,AA",
      "a:b",
      "udp://x",
      "/dev/sda",
      "/dev/shm/../sda",
      "/tmp/../dev/sda",
    );
    refused.push("rtsp:camera", "http://", "constructor:x", "door\n.mp4", "http+unix://x");
    for (const url of refused) expect(() => check({ url }), url).toThrow(CameraError);
  });

  it("holds sizes and rates to their bounds", () => {
    for (const changed of [{ widthPx: SIDE_PX_MAX }, { heightPx: 2 }, { fps: FPS_MAX }])
      expect(check(changed).kind).toBe("rtsp");
    for (const changed of [
      ...[{ widthPx: SIDE_PX_MAX + 1 }, { heightPx: 1 }, { widthPx: 6.5 }, { fps: FPS_MAX + 1 }],
      ...[{ fps: 0 }, { fps: Number.NaN }, { cameraId: "" }],
    ])
      expect(() => check(changed)).toThrow(CameraError);
  });

  it("names no password", () => {
    expect(() => check({ url: "rtsp://admin:hunter2@[x/live" })).toThrow(/^(?!.*hunter2)/);
    expect(() => check({ url: "ftp://admin:hunter2@x/live" })).toThrow(/^(?!.*hunter2)/);
  });

  it("gives ffmpeg an address that means nothing else, whatever is written", () => {
    fc.assert(
      fc.property(fc.string(), (url) => {
        try {
          const { address, kind } = check({ url });
          if (kind === "file") expect(address.startsWith("file:/")).toBe(true);
          else if (kind === "device") expect(address).toMatch(/^\/dev\/video\d+$/);
          else expect(address).toMatch(/^(rtsps?|https?):\/\//);
        } catch (error) {
          expect(error).toBeInstanceOf(CameraError);
        }
      }),
    );
  });
});

describe("makeFfmpegArguments", () => {
  const make = (url: string, pace = { kind: "paced", speed: 2 } as const) => {
    const source = { ...SOURCE, url };
    return makeFfmpegArguments({
      input: checkCameraSource(source),
      source,
      fps: 10,
      pace,
      isResting: false,
    });
  };

  it("paces files alone, and reads cameras over TCP with little delay", () => {
    expect(make("/door.mp4").join(" ")).toContain("-readrate 2");
    const live = make("rtsp://camera/live").join(" ");
    expect(live).toContain("-rtsp_transport tcp");
    expect(live).toContain("nobuffer");
    expect(live).not.toContain("-readrate");
  });

  it("lets ffmpeg open nothing but what the address is of", () => {
    const args = make("/door.mp4");
    expect(args[args.indexOf("-protocol_whitelist") + 1]).toBe("file");
    expect(args.indexOf("-protocol_whitelist")).toBeLessThan(args.indexOf("-i"));
    expect(args.join(" ")).toContain(`pipe\\\\:${STAMPS_FD}`);
  });
});
