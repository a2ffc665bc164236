/** What the engine has found wrong, by plate: "1/2/3" and why. */

interface Found {
  readonly alertKey: string;
  readonly kind: string;
  readonly message: string;
}

/** Keys of findings are "kind:gondola/shelf/plate-plate:barcode"; others are of no plate. */
export function findMarks(findings: readonly Found[]): ReadonlyMap<string, readonly string[]> {
  const marks = new Map<string, string[]>();
  for (const { alertKey, message } of findings) {
    const [, gondola, shelf, plates] = /^[a-z-]+:(\d+)\/(\d+)\/([\d-]+)/.exec(alertKey) ?? [];
    if (plates === undefined) continue;
    for (const plate of plates.split("-")) {
      const key = `${gondola}/${shelf}/${plate}`;
      marks.set(key, [...(marks.get(key) ?? []), message]);
    }
  }
  return marks;
}
