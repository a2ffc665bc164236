/** Whether scales and shelves fit together: what a channel weighs is there, and what is sold there is weighed. */
import { formatPlateKey } from "@saunter/engine/shop-model";
import { type CheckContext, noteAt } from "./check-context.ts";
import type { GondolaSettings, PlanogramRowSettings } from "./config-schema.ts";
import { isWithin } from "./make-shop-model.ts";
import { parsePlates, splitRuns } from "./plate-ranges.ts";
import type { ChannelSettings, SensorSettings } from "./sensor-schema.ts";

type WithPlates = Pick<PlanogramRowSettings, "plates">;

/** Notes channels of plates, boards and gondolas that are not there, and warns of products that nothing weighs. */
export function checkScales(
  { devices }: SensorSettings,
  fixtures: readonly GondolaSettings[],
  rows: readonly PlanogramRowSettings[],
  context: CheckContext,
): void {
  const gondolas = new Map(fixtures.map((gondola) => [gondola.id, gondola]));
  const weighed = new Set<string>();
  for (const device of devices) {
    const gondola = gondolas.get(device.gondola);
    if (gondola === undefined) {
      if (context.places.isIncomplete(fixtures)) continue;
      const known = [...gondolas.keys()].join(", ");
      const message = `fixtures have no gondola ${device.gondola}; allowed: ${known}`;
      noteAt(context, device, "gondola", message);
      continue;
    }
    for (const group of device.channels) {
      const plates = listPlates(group);
      if (!areThere(group, plates, gondola, context)) continue;
      for (const plate of plates) weighed.add(formatPlateKey(gondola.id, group.shelf, plate));
    }
  }
  for (const row of rows) {
    const gondola = gondolas.get(row.gondola);
    if (gondola !== undefined && row.shelf <= gondola.shelfHeightsM.length) {
      noteUnweighed(row, gondola, weighed, context);
    }
  }
}

function listPlates({ plates }: WithPlates): readonly number[] {
  return parsePlates(typeof plates === "string" ? plates : plates.join(",")) ?? [];
}

/** Under a board on load cells, the plates of a channel are the channels of its cells. */
function areThere(
  group: ChannelSettings,
  plates: readonly number[],
  gondola: GondolaSettings,
  context: CheckContext,
): boolean {
  const cells = listCells(gondola, group.shelf);
  const singles = plates.filter((plate) => !cells.has(plate));
  return singles.length === 0 || isWithin(group, singles, gondola, context);
}

function listCells({ boards }: GondolaSettings, shelf: number): ReadonlySet<number> {
  const own = boards.filter((board) => board.shelf === shelf);
  return new Set(own.flatMap(({ cells }) => cells.map(({ channel }) => channel)));
}

function noteUnweighed(
  row: PlanogramRowSettings,
  { boards, id, plates: plateCount }: GondolaSettings,
  weighed: ReadonlySet<string>,
  context: CheckContext,
): void {
  const isWeighed = (plate: number): boolean => weighed.has(formatPlateKey(id, row.shelf, plate));
  const there = listPlates(row).filter((plate) => plate <= plateCount);
  const missing = there.filter((plate) => {
    const board = boards.find((one) => one.shelf === row.shelf && listPlates(one).includes(plate));
    const parts = board === undefined ? [plate] : board.cells.map(({ channel }) => channel);
    return !parts.every(isWeighed);
  });
  if (missing.length === 0) return;
  const plates = splitRuns(missing)
    .map((run) => (run.length === 1 ? `${run[0]}` : `${run[0]}-${run.at(-1)}`))
    .join(", ");
  const message = `no controller weighs gondola ${id}, shelf ${row.shelf}, plates ${plates}: what is taken there is not noticed; add them to the channels of one`;
  noteAt(context, row, "plates", message, context.warnings);
}
