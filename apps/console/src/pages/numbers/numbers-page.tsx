import { useLocale } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { startOfDayBefore } from "@saunter/ui/days";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { shop } from "../../shop.ts";
import "./numbers.css";
import { NumberCards } from "./number-cards.tsx";
import { StepBars } from "./step-bars.tsx";

const HOUR_MS = 3_600_000;
const STRETCHES = [
  ["today", "Today"],
  ["week", "7 days"],
  ["month", "30 days"],
] as const;
type StretchName = (typeof STRETCHES)[number][0];

const DAYS: Readonly<Record<StretchName, number>> = { today: 0, week: 6, month: 29 };

/** How often all of a month is recomputed, at most. */
const CALM_MS = 10_000;
/** Midnight is no event, and today is another day after it. */
const EVERY_MS = 60_000;

/** What the shop has done, each figure with the count that it rests on. */
export function NumbersPage() {
  const [stretch, setStretch] = useState<StretchName>("today");
  const { timeZone } = useLocale();
  const { value, problem, reload } = useLoaded(
    (signal) => {
      const nowMs = Date.now();
      const fromMs = startOfDayBefore(nowMs, DAYS[stretch], timeZone!);
      const stepMs = stretch === "today" ? HOUR_MS : 24 * HOUR_MS;
      // Days to their end: what is still to come has its place, too.
      const untilMs = startOfDayBefore(nowMs, -1, timeZone!);
      return api.call("GET /v1/numbers", { query: { fromMs, untilMs, stepMs }, signal });
    },
    [stretch],
  );
  useCalmEvents(["visit.*", "receipt.*", "review.*"], reload, null, CALM_MS);
  useEvery(EVERY_MS, reload);
  return (
    <div class="stack">
      <PageHead title="Numbers">
        <a href="/console/review/quality">Review quality</a>
        <Choices label="Period" choices={STRETCHES} value={stretch} onChoose={setStretch} />
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <Bones lines={8} />
      ) : (
        <>
          <StepBars steps={value.steps} isDays={stretch !== "today"} />
          <NumberCards numbers={value} currency={shop.value!.currency} />
        </>
      )}
    </div>
  );
}
