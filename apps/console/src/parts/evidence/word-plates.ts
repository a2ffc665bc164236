/** "Plates 3 and 4", "Plates 3 to 5"; of what went from hand to hand "No plate". */
export function wordPlates(plates: readonly number[]): string {
  if (plates.length === 0) return "No plate";
  if (plates.length === 1) return `Plate ${plates[0]}`;
  const sorted = plates.toSorted((a, b) => a - b);
  const isRun = sorted.every((plate, at) => at === 0 || plate === sorted[at - 1]! + 1);
  if (isRun && sorted.length > 2) return `Plates ${sorted[0]} to ${sorted.at(-1)}`;
  return `Plates ${sorted.slice(0, -1).join(", ")} and ${sorted.at(-1)}`;
}
