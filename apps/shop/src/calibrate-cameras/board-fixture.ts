/** Pictures of the board for tests, as a known camera would take them. */
import { type Lens, type Pose, undistort } from "@saunter/vision/cameras/camera-model";
import { type Point3, rotateBack, rotationFromVector } from "@saunter/vision/cameras/rotations";
import { CELLS_A_SQUARE, SQUARES_X, SQUARES_Y } from "./board-layout.ts";
import type { GreyImage } from "./read-images.ts";

/** Samples of a pixel, each way. */
const SAMPLES = 2;
const [BLACK, WHITE, WALL] = [25, 230, 120];
/** White paper around the board, in squares. */
const MARGIN = 0.4;

/** Where each sample of each pixel looks, x and y as shares of the focal length: of every view. */
export function traceLens(lens: Lens): Float64Array {
  const { widthPx, heightPx } = lens;
  const rays = new Float64Array(2 * widthPx * heightPx * SAMPLES ** 2);
  let to = 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      for (let sample = 0; sample < SAMPLES ** 2; sample++) {
        const at = undistort(lens, {
          x: x + ((sample % SAMPLES) + 0.5) / SAMPLES - 0.5,
          y: y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - 0.5,
        });
        rays[to++] = at?.x ?? Number.NaN;
        rays[to++] = at?.y ?? Number.NaN;
      }
    }
  }
  return rays;
}

/**
 * The pose of a camera that has the board's middle at `seen`, metres in the camera's axes, the board
 * turned by a rotation vector, radians; without one, it is upright and flat before the camera.
 */
export function holdBoard(turn: Point3, seen: Point3, squareM: number): Pose {
  const rotation = rotationFromVector(turn);
  const back = rotateBack(rotation, seen);
  const position = {
    x: (SQUARES_X * squareM) / 2 - back.x,
    y: (SQUARES_Y * squareM) / 2 - back.y,
    z: -back.z,
  };
  return { rotation, position };
}

export interface BoardScene {
  readonly name: string;
  readonly lens: Lens;
  /** Of that lens. */
  readonly rays: Float64Array;
  readonly pose: Pose;
  readonly squareM: number;
  readonly cells: Uint8Array;
}

/** A picture of the board before a grey wall. */
export function paintBoard({ name, lens, rays, pose, squareM, cells }: BoardScene): GreyImage {
  const { widthPx, heightPx } = lens;
  const grey = new Uint8Array(widthPx * heightPx);
  const { rotation: r, position: p } = pose;
  let from = 0;
  for (let pixel = 0; pixel < grey.length; pixel++) {
    let sum = 0;
    for (let sample = 0; sample < SAMPLES ** 2; sample++) {
      const [x, y] = [rays[from++]!, rays[from++]!];
      const depth = -p.z / (r[2]! * x + r[5]! * y + r[8]!);
      const boardX = (p.x + depth * (r[0]! * x + r[3]! * y + r[6]!)) / squareM;
      const boardY = (p.y + depth * (r[1]! * x + r[4]! * y + r[7]!)) / squareM;
      sum += depth > 0 ? lookUp(boardX, boardY, cells) : WALL;
    }
    grey[pixel] = Math.round(sum / SAMPLES ** 2);
  }
  return { name, widthPx, heightPx, grey };
}

function lookUp(x: number, y: number, cells: Uint8Array): number {
  const isOnSheet = x > -MARGIN && y > -MARGIN && x < SQUARES_X + MARGIN && y < SQUARES_Y + MARGIN;
  if (!isOnSheet) return WALL;
  const [column, row] = [Math.floor(x * CELLS_A_SQUARE), Math.floor(y * CELLS_A_SQUARE)];
  const across = SQUARES_X * CELLS_A_SQUARE;
  if (column < 0 || row < 0 || column >= across || row >= SQUARES_Y * CELLS_A_SQUARE) return WHITE;
  return cells[row * across + column] === 1 ? BLACK : WHITE;
}

/** The picture as a file that ffmpeg reads. */
export function encodePgm({ widthPx, heightPx, grey }: GreyImage): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${widthPx} ${heightPx}\n255\n`, "latin1"), grey]);
}
