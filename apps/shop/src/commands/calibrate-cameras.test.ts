import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeFfmpeg, FFMPEG, makeVideo } from "@saunter/ingest/cameras/ffmpeg-fixture";
import { createRandom } from "@saunter/numerics/random";
import {
  type Camera,
  createCamera,
  movePose,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import { lookAt, measureDistance, measureTurn } from "@saunter/vision/cameras/rotations";
import { afterAll, describe, expect, it } from "vitest";
import { type BoardDetector, openBoardDetector } from "../calibrate-cameras/board-detector.ts";
import { encodePgm, holdBoard, paintBoard, traceLens } from "../calibrate-cameras/board-fixture.ts";
import { SHEETS } from "../calibrate-cameras/board-layout.ts";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { formatCalibration, readCalibrationFile } from "../config/calibration-file.ts";
import { addCalibrateCamerasCommand } from "./calibrate-cameras.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-calibrate-cameras-"));
const inFolder = (name: string): string => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true }));

let detector: Promise<BoardDetector> | null = null;
const openPipeline = (): Promise<BoardDetector> => {
  detector ??= openBoardDetector();
  return detector;
};

async function run(...args: string[]) {
  const captured = createCapturedIo();
  const dependencies = {
    io: captured.io,
    writeFile,
    findFfmpeg: () => FFMPEG,
    openBoardDetector: openPipeline,
  };
  const code = await runCommandLine(
    ["calibrate-cameras", ...args],
    "1.2.3",
    captured.io,
    (program) => addCalibrateCamerasCommand(program, dependencies),
  );
  return { code, out: captured.out(), err: captured.err() };
}

/** A camera under the ceiling of a shop of some metres. */
function hang(cameraId: string, x: number, y: number): Camera {
  const position = { x, y, z: 2.5 };
  return createCamera({
    cameraId,
    widthPx: 640,
    heightPx: 360,
    focalXPx: 380,
    focalYPx: 380,
    centreXPx: 319.5,
    centreYPx: 179.5,
    position,
    distortion: { k1: 0, k2: 0, p1: 0, p2: 0, k3: 0 },
    rotation: lookAt(position, { x: 2.5, y: 2, z: 0.8 }),
  });
}

const DOOR = hang("door", 0.2, 0.1);
const PLACES = [
  [2.2, 1.5, 0],
  [3.4, 1.9, 0],
  [3.4, 3.2, 0],
  [1.6, 3, 0],
  [2.5, 3.4, 1.2],
  [1.4, 2.6, 1.6],
  [3.3, 1.5, 1.4],
  [2.4, 2, 0],
] as const;

function writePoints(name: string, camera: Camera, change: (rows: string[]) => void = () => {}) {
  const random = createRandom(5);
  const rows = PLACES.map(([x, y, z], i) => {
    const pixel = projectPoint(camera, { x, y, z })!;
    const [u, v] = [pixel.x + random.normal(0, 0.4), pixel.y + random.normal(0, 0.4)];
    return `point ${i + 1},${x},${y},${z},${u.toFixed(1)},${v.toFixed(1)}`;
  });
  change(rows);
  const file = inFolder(name);
  writeFileSync(file, `name,x_m,y_m,z_m,u_px,v_px\n${rows.join("\n")}\n`);
  return file;
}

function writeCameras(name: string, cameras: readonly Camera[]): string {
  const file = inFolder(name);
  writeFileSync(file, formatCalibration(cameras.map((camera) => ({ camera, quality: null }))));
  return file;
}

function readCameras(file: string) {
  const read = readCalibrationFile(file);
  if (!read.ok) throw new Error(read.problems[0]!.message);
  return read.cameras;
}

describe("calibrate-cameras board", () => {
  it.each(["A4", "A3", "letter"] as const)(
    "prints the squares of %s at their size",
    async (paper) => {
      const file = inFolder(`${paper}.pdf`);
      const { code, out } = await run("board", "--out", file, "--paper", paper);
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(out).toContain(`squares of ${SHEETS[paper].squareMm} mm`);
      const text = readFileSync(file, "latin1");
      const { widthMm, heightMm } = SHEETS[paper];
      const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!;
      expect(Number(width)).toBeCloseTo((widthMm * 72) / 25.4, 1);
      expect(Number(height)).toBeCloseTo((heightMm * 72) / 25.4, 1);
    },
  );

  it("knows no other sheet", async () => {
    expect(await run("board", "--out", inFolder("b.pdf"), "--paper", "A5")).toMatchObject({
      code: 2,
    });
  });
});

describe("calibrate-cameras place", () => {
  const out = inFolder("placed.json");
  const lens = writeCameras("lens.json", [DOOR, hang("till", 4.8, 0.1)]);

  it("finds where a camera hangs, and says how well, in pixels and centimetres", async () => {
    const points = writePoints("points.csv", DOOR);
    const args = ["--camera", "door", "--points", points, "--lens", lens, "--out", out];
    const { code, out: told, err } = await run("place", ...args, "--working-place", "2.5,2,1");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(told).toMatch(/off by, root mean square +0\.\d+ px/);
    expect(told).toMatch(/things 3\.\d m away known to +0\.\d+ cm/);
    const [placed] = readCameras(out);
    expect(measureDistance(placed!.camera.position, DOOR.position)).toBeLessThan(0.02);
    expect(measureTurn(placed!.camera.rotation, DOOR.rotation)).toBeLessThan(0.005);
    expect(placed!.quality!.points).toBe(PLACES.length);
  });

  it("puts a camera beside those that the file has, and in the place of itself", async () => {
    const points = writePoints("till.csv", hang("till", 4.8, 0.1));
    const args = ["--camera", "till", "--points", points, "--lens", lens, "--out", out];
    for (const _ of [1, 2]) expect(await run("place", ...args)).toMatchObject({ code: 0, err: "" });
    expect(readCameras(out).map(({ camera }) => camera.cameraId)).toEqual(["door", "till"]);
  });

  it("finds the focal length, too, where no lens is known", async () => {
    const points = writePoints("points.csv", DOOR);
    const file = inFolder("focal.json");
    const size = ["--width-px", "640", "--height-px", "360"];
    const args = ["--camera", "door", "--points", points, "--out", file];
    const { code } = await run("place", ...args, "--estimate-focal", ...size);
    expect(code).toBe(0);
    expect(Math.abs(readCameras(file)[0]!.camera.focalXPx / DOOR.focalXPx - 1)).toBeLessThan(0.02);
    expect(await run("place", ...args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /what the lens does is not known: give --lens, or --estimate-focal/,
      ),
    });
  });

  it("names the point that is wrong, and writes nothing", async () => {
    const points = writePoints("wrong.csv", DOOR, (rows) => {
      rows[2] = rows[2]!.replace("3.2", "2.2");
    });
    const file = inFolder("nothing.json");
    const args = ["--camera", "door", "--points", points, "--lens", lens, "--out", file];
    const { code, err } = await run("place", ...args);
    expect(code).toBe(1);
    expect(err).toMatch(/^saunter: camera door: "point 3" is \d+ px off.*click it again/);
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
  });

  it.each([
    [
      "a line that is none",
      (rows: string[]) => void rows.splice(1, 1, "b,1,x,0,1,1"),
      /:3:5: y_m: found "x"/,
    ],
    [
      "a pixel beside the picture",
      (rows: string[]) => void rows.splice(0, 1, "b,1,1,0,700,1"),
      /:2: found "b" at 700, 1;/,
    ],
    [
      "too few points",
      (rows: string[]) => void rows.splice(3),
      /3 points are too few, 4 are needed/,
    ],
  ])("refuses %s", async (_, change, message) => {
    const points = writePoints("refused.csv", DOOR, change);
    const args = [
      "--camera",
      "door",
      "--points",
      points,
      "--lens",
      lens,
      "--out",
      inFolder("x.json"),
    ];
    expect(await run("place", ...args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(message),
    });
  });

  it("says which cameras a file has, and where it is broken", async () => {
    const points = writePoints("points.csv", DOOR);
    const args = ["--points", points, "--out", inFolder("x.json")];
    expect(await run("place", "--camera", "exit", "--lens", lens, ...args)).toMatchObject({
      err: expect.stringMatching(/lens\.json has no camera exit; it has: door, till/),
    });
    const broken = inFolder("broken.json");
    writeFileSync(broken, '{"lenses": [\n  {"id": "door", "widthPx": 0}\n]}\n');
    const { err } = await run("place", "--camera", "door", "--lens", broken, ...args);
    expect(err).toMatch(/broken\.json:2:\d+: lenses\[0\]\.widthPx: found "0"/);
    expect(await run("place", "--camera", "a b", "--lens", lens, ...args)).toMatchObject({
      code: 2,
    });
    const placed = [...args, "--camera", "door", "--lens", lens, "--working-place", "1,2"];
    expect(await run("place", ...placed)).toMatchObject({ code: 2 });
  });
});

describe("calibrate-cameras refine", () => {
  const truth = [DOOR, hang("till", 4.8, 0.1), hang("shelf", 2.6, 4.4)];

  function writeWalk(name: string, places: number): string {
    const random = createRandom(3);
    const rows: string[] = [];
    for (let frame = 0; frame < places; frame++) {
      const place = {
        x: random.uniform(1.5, 3.5),
        y: random.uniform(1, 3),
        z: random.uniform(0.1, 1.7),
      };
      for (const camera of truth) {
        const { x, y } = projectPoint(camera, place)!;
        const [u, v] = [x + random.normal(0, 1), y + random.normal(0, 1)];
        rows.push(`${frame},${camera.cameraId},1,nose,${u.toFixed(2)},${v.toFixed(2)},0.9`);
      }
      rows.push(`${frame},door,1,left_ear,1,1,0.1`);
    }
    const file = inFolder(name);
    writeFileSync(file, `frame,camera,person,joint,x_px,y_px,score\n${rows.join("\n")}\n`);
    return file;
  }

  it("makes cameras agree, and says by how much they did before and do now", async () => {
    const steps = [
      [0.012, 0, 0, 0.02, 0, 0],
      [0, -0.012, 0.01, 0, 0.02, 0.02],
      [-0.01, 0.008, 0, 0, 0, -0.02],
    ];
    const off = truth.map((camera, i) =>
      createCamera({ ...camera, ...movePose(camera, steps[i]!) }),
    );
    const calibration = writeCameras("rough.json", off);
    const file = inFolder("refined.json");
    const args = ["--calibration", calibration, "--out", file, "--pose-sd-px", "1"];
    const { code, out } = await run("refine", ...args, "--poses", writeWalk("walk.csv", 150));
    expect(code).toBe(0);
    const rows = [...out.matchAll(/^(door|till|shelf) +\d+ +([\d.]+) +([\d.]+)/gm)];
    expect(rows).toHaveLength(3);
    const before = rows.map(([, , px]) => Number(px));
    expect(Math.max(...before)).toBeGreaterThan(1.8);
    for (const [, , , after] of rows) expect(Number(after)).toBeLessThan(1.2);
    expect(out).toMatch(/^150 joints with a score below 0\.3 were not used$/m);
    expect(readCameras(file).every(({ quality }) => quality!.errorPx < 1.2)).toBe(true);
  });

  it("holds cameras to the points that they were placed by", async () => {
    const points = writePoints("door.csv", DOOR);
    const off = { ...DOOR, ...movePose(DOOR, [0.02, 0, 0, 0, 0, 0]) };
    const calibration = writeCameras("rough.json", [off, ...truth.slice(1)]);
    const file = inFolder("held.json");
    const args = [
      "--calibration",
      calibration,
      "--out",
      file,
      "--poses",
      writeWalk("walk.csv", 60),
    ];
    expect(await run("refine", ...args, "--points", `door=${points}`)).toMatchObject({ code: 0 });
    const [held] = readCameras(file);
    expect(measureTurn(held!.camera.rotation, DOOR.rotation)).toBeLessThan(0.005);
    expect(await run("refine", ...args, "--points", `exit=${points}`)).toMatchObject({
      err: expect.stringMatching(/rough\.json has no camera exit; it has: door, till, shelf/),
    });
    expect(await run("refine", ...args, "--points", points)).toMatchObject({ code: 2 });
  });

  it("refuses a walk that says too little, and cameras that are not there", async () => {
    const args = [
      "--calibration",
      writeCameras("cameras.json", truth),
      "--out",
      inFolder("x.json"),
    ];
    expect(await run("refine", ...args, "--poses", writeWalk("short.csv", 49))).toMatchObject({
      err: expect.stringMatching(/only 49 joints are seen by two cameras.*walk longer/),
    });
    expect(await run("refine", ...args, "--poses", writeWalk("short.csv", 50))).toMatchObject({
      code: 0,
    });
    const two = [
      "--calibration",
      writeCameras("two.json", truth.slice(0, 2)),
      "--out",
      inFolder("x.json"),
    ];
    expect(await run("refine", ...two, "--poses", inFolder("short.csv"))).toMatchObject({
      err: expect.stringMatching(/short\.csv:4: found the camera "shelf"; allowed: door, till/),
    });
  });
});

describeFfmpeg("calibrate-cameras lens", () => {
  it("finds the lens behind pictures of the board, and says which it did not use", async () => {
    const cells = (await openPipeline()).drawCells();
    const rays = traceLens(DOOR);
    const holds = [
      [0, 0, 0.24],
      [0.5, 0, 0.26],
      [-0.5, 0.2, 0.26],
      [0, 0.6, 0.26],
      [0.2, -0.6, 0.26],
      [0, 0, 0.242],
      [0, 0, 9],
    ] as const;
    const files = holds.map(([x, y, z], at) => {
      const pose = holdBoard({ x, y, z: 0.1 }, { x: 0, y: 0, z }, 0.024);
      const scene = { name: "", lens: DOOR, rays, pose, squareM: 0.024, cells };
      const file = inFolder(`board-${at}.pgm`);
      writeFileSync(file, encodePgm(paintBoard(scene)));
      return file;
    });
    const out = inFolder("lenses.json");
    const args = ["--camera", "door", "--board-square-mm", "24", "--out", out];
    const { code, out: told, err } = await run("lens", ...files, ...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(told).toMatch(/door: 5 views, off by 0\.\d+ px/);
    expect(told).toMatch(/board-5\.pgm: as .*board-0\.pgm/);
    expect(told).toMatch(/board-6\.pgm: no board is seen/);
    const [lens] = JSON.parse(readFileSync(out, "utf8")).lenses;
    expect(Math.abs(lens.focalXPx / DOOR.focalXPx - 1)).toBeLessThan(0.01);
    expect(await run("lens", files[6]!, ...args)).toMatchObject({
      err: expect.stringMatching(/of 1 pictures, no board is seen in any .*hold the printed board/),
    });
  });

  it("refuses pictures of two sizes, and files that hold none", async () => {
    const sizes = ["320x180", "160x90"].map((size) => {
      makeVideo(
        `testsrc2=size=${size}:rate=5:duration=1`,
        inFolder(`${size}.mp4`),
        "-c:v",
        "mpeg4",
      );
      return inFolder(`${size}.mp4`);
    });
    const args = ["--camera", "door", "--board-square-mm", "24", "--out", inFolder("x.json")];
    expect(await run("lens", ...sizes, ...args)).toMatchObject({
      err: expect.stringMatching(/is 160 x 90, .*320 x 180: give pictures of one camera/),
    });
    expect(await run("lens", inFolder("nowhere.mp4"), ...args)).toMatchObject({
      err: expect.stringMatching(/nowhere\.mp4: it contains no image; .*No such file/),
    });
  });
});

describeFfmpeg("calibrate-cameras points", () => {
  it("makes a page of a picture that needs nothing else", async () => {
    makeVideo("testsrc2=size=320x180:rate=5:duration=2", inFolder("a & b.mp4"), "-c:v", "mpeg4");
    const out = inFolder("points.html");
    const source = inFolder("a & b.mp4");
    expect(await run("points", "--source", source, "--at-s", "1", "--out", out)).toMatchObject({
      code: 0,
    });
    const page = readFileSync(out, "utf8");
    expect(page).toContain("<title>Points of a &amp; b.mp4</title>");
    const [, picture] = /src="data:image\/jpeg;base64,([\w+/=]+)"/.exec(page)!;
    expect(Buffer.from(picture!, "base64").subarray(0, 3)).toEqual(Buffer.of(0xff, 0xd8, 0xff));
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(
      /https?:|SOURCE_NAME|_BASE64/,
    );
    const late = await run("points", "--source", source, "--at-s", "9", "--out", out);
    expect(late).toMatchObject({ err: expect.stringMatching(/there is no picture at 9 s/) });
  });
});
