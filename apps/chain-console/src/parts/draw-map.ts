/** Draws the map: a grid of degrees, and shops as shapes in the colour of their health. */
import {
  type Cluster,
  findGridDegrees,
  type MapView,
  type Point,
  project,
  type Size,
  toScreen,
} from "./map-view.ts";
import { HEALTHS, type Health, type ShopSeen } from "./shop-health.tsx";

export interface MapColours {
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly sheet: string;
  readonly font: string;
  readonly health: Readonly<Record<Health, string>>;
}

/** As the page has them now, by day or night. */
export function readColours(canvas: HTMLCanvasElement): MapColours {
  const probe = document.createElement("span");
  canvas.parentElement!.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours: MapColours = {
    ...{ line: read("line"), ink: read("ink"), soft: read("ink-soft"), sheet: read("sheet") },
    font: getComputedStyle(canvas).fontFamily,
    health: {
      ok: read("sure-fill"),
      behind: read("warning-fill"),
      silent: read("wrong-fill"),
      "never-seen": read("line-strong"),
    },
  };
  probe.remove();
  return colours;
}

export interface MapPicture {
  readonly view: MapView;
  readonly size: Size;
  readonly clusters: readonly Cluster<ShopSeen>[];
  readonly colours: MapColours;
  readonly chosen: Cluster<ShopSeen> | undefined;
}

const DOT_PX = 7;
const CLUSTER_PX = 13;

export function drawMap(canvas: HTMLCanvasElement, picture: MapPicture): void {
  const { size, clusters, colours, chosen } = picture;
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d")!;
  // Degrees are written from left to right, whatever the page's direction.
  context.direction = "ltr";
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  drawGrid(context, picture);
  for (const cluster of clusters) drawCluster(context, cluster, colours);
  if (chosen !== undefined) drawChosen(context, chosen, colours);
}

function drawGrid(context: CanvasRenderingContext2D, { view, size, colours }: MapPicture): void {
  const step = findGridDegrees(view.worldPx);
  context.strokeStyle = colours.line;
  context.fillStyle = colours.soft;
  context.lineWidth = 1;
  context.font = `11px ${colours.font}`;
  const halfDegrees = (size.width / 2 / view.worldPx) * 360;
  const middle = view.x * 360 - 180;
  context.beginPath();
  for (
    let at = Math.floor((middle - halfDegrees) / step);
    at * step <= middle + halfDegrees;
    at++
  ) {
    const { x } = toScreen(project(0, at * step), view, size);
    context.moveTo(x, 0);
    context.lineTo(x, size.height);
    context.fillText(formatDegrees(at * step, "E", "W"), x + 3, size.height - 5);
  }
  for (let at = Math.floor(-85 / step); at * step <= 85; at++) {
    const { y } = toScreen(project(at * step, 0), view, size);
    if (y < 0 || y > size.height) continue;
    context.moveTo(0, y);
    context.lineTo(size.width, y);
    context.fillText(formatDegrees(at * step, "N", "S"), 4, y - 4);
  }
  context.stroke();
}

function formatDegrees(degrees: number, positive: string, negative: string): string {
  const rounded = Math.abs(Math.round(degrees * 100) / 100);
  return `${rounded}° ${degrees < 0 ? negative : positive}`;
}

function drawCluster(
  context: CanvasRenderingContext2D,
  { at, values }: Cluster<ShopSeen>,
  colours: MapColours,
): void {
  const worst = HEALTHS.find((health) => values.some((shop) => shop.health === health))!;
  context.strokeStyle = colours.health[worst];
  if (values.length === 1) {
    context.fillStyle = colours.health[worst];
    context.lineWidth = 2;
    context.beginPath();
    traceShape(context, worst, at, DOT_PX);
    if (worst === "never-seen") context.stroke();
    else context.fill();
    return;
  }
  context.fillStyle = colours.sheet;
  context.lineWidth = 3;
  context.beginPath();
  traceShape(context, worst, at, CLUSTER_PX);
  context.fill();
  context.stroke();
  context.fillStyle = colours.ink;
  context.font = `600 11px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(values.length), at.x, at.y);
  context.textAlign = "start";
  context.textBaseline = "alphabetic";
}

/** Each health has a shape, so that no colour has to be told from another. */
function traceShape(
  context: CanvasRenderingContext2D,
  health: Health,
  { x, y }: Point,
  radius: number,
): void {
  if (health === "ok" || health === "never-seen") {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const corners = health === "behind" ? 3 : 4;
  const outer = radius * (health === "behind" ? 1.35 : 1.25);
  const turn = health === "behind" ? -Math.PI / 2 : Math.PI / 4;
  for (let corner = 0; corner < corners; corner++) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    context.lineTo(x + outer * Math.cos(angle), y + outer * Math.sin(angle));
  }
  context.closePath();
}

function drawChosen(
  context: CanvasRenderingContext2D,
  { at, values }: Cluster<ShopSeen>,
  colours: MapColours,
): void {
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(at.x, at.y, (values.length === 1 ? DOT_PX : CLUSTER_PX) + 7, 0, 2 * Math.PI);
  context.stroke();
}
