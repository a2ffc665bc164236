/** How each explanation of an interaction gained or lost probability from report to report. */
import type { Explanation, Revision } from "./visit-words.ts";

export interface ExplanationCourse {
  readonly key: string;
  readonly explanation: Explanation;
  /** At each revision; 0 once it is no longer reported. */
  readonly points: readonly { readonly atMs: number; readonly probability: number }[];
}

/** The one that is likeliest in the end comes first, then as they were likeliest at any time. */
export function listExplanations(revisions: readonly Revision[]): ExplanationCourse[] {
  const courses = new Map<
    string,
    { explanation: Explanation; points: ExplanationCourse["points"][number][] }
  >();
  for (const { atMs, status, accounts } of revisions) {
    const byName = new Map(
      accounts.map((explanation) => [nameExplanation(explanation), explanation]),
    );
    for (const [key, explanation] of byName) {
      if (!courses.has(key)) courses.set(key, { explanation, points: [] });
    }
    for (const [key, { points }] of courses) {
      const isOut = status === "retracted";
      points.push({ atMs, probability: isOut ? 0 : (byName.get(key)?.probability ?? 0) });
    }
  }
  const rank = ({ points }: { points: ExplanationCourse["points"] }): [number, number] => [
    points.at(-1)!.probability,
    Math.max(...points.map(({ probability }) => probability)),
  ];
  return [...courses]
    .map(([key, course]) => ({ key, ...course }))
    .sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1]);
}

function nameExplanation(explanation: Explanation): string {
  const { kind, shopperId, giverId, gtin, quantity, weighing } = explanation;
  return [kind, shopperId, giverId, gtin, quantity, weighing?.netG].join(" ");
}
