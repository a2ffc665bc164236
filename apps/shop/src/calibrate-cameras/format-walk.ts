/** The report of a walk to the person who walked it. */
import { formatTable } from "../command-line/format-table.ts";
import type { WalkLeftOut } from "./gather-walk.ts";
import { FLOOR_SHARE_MIN, INSTANTS_MIN, TOGETHER_MIN, type WalkReach } from "./measure-reach.ts";

interface WalkFiles {
  readonly file: string;
  readonly calibration: string;
}

/** Who was knocked since would be put back to where it hung. */
const POINTED = "with --points for each camera that hangs as when its points were clicked";
/** Other cameras that are named of each: those that it saw with most. */
const NAMED_MAX = 4;

export function formatWalkSoFar({ instants, walkedM2, floorM2 }: WalkReach): string {
  return `walk: ${instants} instants, ${formatFloor(walkedM2, floorM2)}`;
}

export function formatWalkReach(reach: WalkReach, leftOut: WalkLeftOut, files: WalkFiles): string {
  const { instants, joints, cameras, walkedM2, floorM2 } = reach;
  const seeing = cameras.filter((one) => one.instants > 0).length;
  const head = ["camera", "instants", "together with"];
  const rows = cameras.map(({ cameraId, instants: own, together }) => [
    cameraId,
    String(own),
    together
      .slice(0, NAMED_MAX)
      .map(([other, count]) => `${other} ${count}`)
      .join(", "),
  ]);
  const lacking = listLacking(reach);
  return [
    `${files.file} has ${joints} joints of one person at ${instants} instants, ` +
      `by ${seeing} of ${cameras.length} cameras\n\n`,
    formatTable(head, rows, new Set([1])),
    `\nthey walked over ${formatFloor(walkedM2, floorM2)} of the floor\n`,
    ...formatLeftOut(leftOut),
    ...(lacking.length === 0
      ? [`that is enough; next, ${POINTED}:\n`]
      : ["that is not enough:\n", ...lacking.map((one) => `- ${one}\n`), `then, ${POINTED}:\n`]),
    `  npx saunter calibrate-cameras refine --calibration ${quote(files.calibration)} ` +
      `--poses ${quote(files.file)} --out ${quote(files.calibration)}\n`,
  ].join("");
}

const formatFloor = (walkedM2: number, floorM2: number): string =>
  `${walkedM2.toFixed(1)} of ${floorM2.toFixed(1)} m²`;

function* formatLeftOut({ crowded, alone, apart }: WalkLeftOut): Generator<string> {
  const parts = [
    [crowded, "with two people or more in one picture"],
    [alone, "in which no two cameras saw the same joint"],
    [apart, "in which cameras did not agree where they were, by far"],
  ] as const;
  const told = parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  if (told.length > 0) yield `not used were instants: ${told.join(", ")}\n`;
}

/** What to do about each thing that is missing; none where the walk is enough. */
export function listLacking({
  instants,
  cameras,
  groups,
  walkedM2,
  floorM2,
}: WalkReach): readonly string[] {
  const seldom = cameras.filter((one) => one.instants < TOGETHER_MIN);
  const isSeldom = (group: readonly string[]): boolean =>
    seldom.some(({ cameraId }) => cameraId === group[0]);
  const apart = groups.filter((group) => group.length > 1 || !isSeldom(group));
  return [
    ...(instants < INSTANTS_MIN
      ? [`${instants} instants of ${INSTANTS_MIN}: walk for half a minute or longer, alone`]
      : []),
    ...seldom.map(
      ({ cameraId, instants: own }) =>
        `camera ${cameraId} saw them as another one did at ${own} instants of ${TOGETHER_MIN}: walk ` +
        "where both see you; until then it is hardly refined",
    ),
    ...(apart.length > 1
      ? [
          `${apart.map((group) => group.join(", ")).join(" | ")}: at fewer than ${TOGETHER_MIN} ` +
            "instants the ones and the others saw them together: walk where both see you",
        ]
      : []),
    ...(walkedM2 < FLOOR_SHARE_MIN * floorM2
      ? [
          `${formatFloor(walkedM2, floorM2)} of the floor: walk along all aisles; elsewhere cameras ` +
            "may come to agree less",
        ]
      : []),
  ];
}

const quote = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
