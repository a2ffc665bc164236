import { useComputed, useSignal } from "@preact/signals";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { startOfDay } from "@saunter/ui/days";
import { useEffect, useState } from "preact/hooks";
import { useEvents } from "../../parts/use-events.ts";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { namePage, words } from "../../words.ts";
import { AlertStrip } from "./alert-strip.tsx";
import "./floor.css";
import type { FloorFeed } from "./floor-feed.ts";
import { FloorMap } from "./floor-map.tsx";
import type { Floor } from "./floor-shape.ts";
import type { FloorTime } from "./floor-time.ts";
import { type Heat, makeHeat } from "./heat.ts";
import { InteractionList } from "./interaction-list.tsx";
import { SHOWN_MAX } from "./interactions.ts";
import { PeopleTable } from "./people-table.tsx";
import { TimeBar } from "./time-bar.tsx";
import { useFloor } from "./use-floor.ts";

/** The shop as it is at this moment. */
export function FloorPage() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/floor", { signal }),
    [],
  );
  useEvents(["goods.changed"], reload);
  if (value !== null) return <LiveFloor floor={value} />;
  return problem === null ? (
    <Bones lines={6} />
  ) : (
    <ProblemNote problem={problem} onRetry={reload} />
  );
}

function LiveFloor({ floor }: { readonly floor: Floor }) {
  const live = useFloor(floor);
  const { feed, interactions, time, nameOf } = live;
  const pointed = useSignal<string | null>(null);
  const [isHeatShown, setHeatShown] = useState(false);
  const heat = useHeat(isHeatShown);
  const t = words.texts.floor;
  const loadPast = (): void => {
    feed.loadPast();
    // Without it there are fewer labels, and all else is there.
    void interactions.loadPast().catch(() => {});
  };
  return (
    <div class="floor">
      <section class="floor-main" aria-label={t.map}>
        <header class="floor-head">
          <h1>{namePage("Floor")}</h1>
          <Count feed={feed} time={time} />
          <button
            type="button"
            class="button floor-heat"
            aria-pressed={isHeatShown}
            onClick={() => setHeatShown(!isHeatShown)}
          >
            {t.heat}
          </button>
        </header>
        {floor.gondolas.length === 0 ? (
          <Empty title={t.noShelves}>{t.noShelvesText}</Empty>
        ) : (
          <FloorMap floor={floor} live={live} pointed={pointed} heat={heat} />
        )}
        <TimeBar time={time} onBack={loadPast} />
      </section>
      <aside class="floor-side">
        <AlertStrip />
        <section class="floor-people-list" aria-labelledby="floor-in">
          <SideHead id="floor-in" time={time}>
            {t.inShop}
          </SideHead>
          <PeopleTable
            people={feed.people}
            visits={feed.visits}
            chosen={pointed}
            onPoint={(visitId) => {
              pointed.value = visitId;
            }}
          />
        </section>
        <section class="floor-taken" aria-labelledby="floor-taken">
          <SideHead id="floor-taken" time={time}>
            {t.latest}
          </SideHead>
          <InteractionList list={interactions.list} nameOf={nameOf} shownMax={SHOWN_MAX} />
        </section>
      </aside>
    </div>
  );
}

const HEAT_EVERY_MS = 15_000;

/** Of the day so far, loaded again every 15 s; undefined while it is not shown. */
function useHeat(isShown: boolean): Heat | undefined {
  const { timeZone } = useLocale();
  const { value, problem, reload } = useLoaded(
    async (signal) => {
      if (!isShown) return null;
      const query = { fromMs: startOfDay(Date.now(), timeZone!) };
      return makeHeat((await api.call("GET /v1/floor/activity", { query, signal })).shelves);
    },
    [isShown],
  );
  useEffect(() => {
    if (problem !== null) toastProblem(problem);
  }, [problem]);
  useEvery(HEAT_EVERY_MS, () => isShown && reload());
  return isShown ? (value ?? undefined) : undefined;
}

interface SideHeadProps {
  readonly id: string;
  readonly time: FloorTime;
  readonly children: string;
}

/** Lists are of now, wherever the snapshot is: while that is elsewhere they say so. */
function SideHead({ id, time, children }: SideHeadProps) {
  return (
    <header class="floor-side-head">
      <h2 id={id}>{children}</h2>
      {time.isLive.value ? null : <Status tone="now">{words.texts.floor.current}</Status>}
    </header>
  );
}

function Count({ feed, time }: { readonly feed: FloorFeed; readonly time: FloorTime }) {
  const count = useComputed(
    () => feed.people.value?.filter(({ isInside }) => isInside).length ?? null,
  );
  if (count.value === null) return null;
  const t = words.texts.floor;
  return (
    <p class="soft" role="status">
      {time.isLive.value ? t.inside(count.value) : t.insideNow(count.value)}
    </p>
  );
}
