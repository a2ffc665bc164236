import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status, type Tone } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { ForecastsCard } from "../parts/forecasts-card.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { ProposalsCard } from "../parts/proposals-card.tsx";
import { PutForm } from "../parts/put-form.tsx";
import { ReleasesCard } from "../parts/releases-card.tsx";
import { type ShopNames, useShopNames } from "../parts/shop-field.tsx";
import { StatesTable } from "../parts/versions-table.tsx";
import { api, hasRight, isOfChain, mayPublish } from "../session.ts";
import { words } from "../words.ts";

type Version = ChainAnswer<"GET /v1/versions">["items"][number];
type RollOut = ChainAnswer<"GET /v1/roll-outs">["items"][number];

const LOOK_EVERY_MS = 3000;
const LOOK_FOR_RELEASES_EVERY_MS = 30_000;

/** What is decided for shops, who has it, and what reaches them in steps. */
export function GoodsPage() {
  const shops = useShopNames();
  const [isPutting, setPutting] = useState(false);
  const loaded = useLoaded(async (signal) => {
    const [versions, states, rollOuts, forecasts, proposals] = await Promise.all([
      api.call("GET /v1/versions", { signal }),
      api.call("GET /v1/version-states", { signal }),
      isOfChain() ? api.call("GET /v1/roll-outs", { signal }) : { items: [] },
      api.call("GET /v1/forecasts", { signal }),
      hasRight("versions:write") ? api.call("GET /v1/proposals", { signal }) : { items: [] },
    ]);
    return {
      ...{ versions: versions.items, states: states.items },
      ...{ rollOuts: rollOuts.items, forecasts: forecasts.items, proposals: proposals.items },
    };
  }, []);
  useReloads(loaded, LOOK_EVERY_MS);
  // The hub's, whose silence leaves the rest of the page as it is.
  const atHub = useLoaded((signal) => api.call("GET /v1/releases", { signal }), []);
  useReloads(atHub, LOOK_FOR_RELEASES_EVERY_MS);
  const releases = atHub.value?.items ?? [];
  const { value, problem, reload } = loaded;
  const t = words.texts.goods;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.goods}>
        {hasRight("versions:write") ? (
          <Button kind="main" onPress={() => setPutting(true)}>
            {t.put}
          </Button>
        ) : null}
      </PageHead>
      <Dialog title={t.put} isOpen={isPutting} onClose={() => setPutting(false)}>
        <PutForm
          shops={shops}
          releases={releases}
          onPut={() => {
            setPutting(false);
            reload();
          }}
        />
      </Dialog>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        problem === null && <Bones lines={6} />
      ) : (
        <>
          {value.proposals.length === 0 ? null : (
            <ProposalsCard proposals={value.proposals} onDecided={reload} />
          )}
          {value.rollOuts.length === 0 ? null : (
            <RollOutsCard rollOuts={value.rollOuts} onChanged={reload} />
          )}
          {value.forecasts.length === 0 ? null : (
            <ForecastsCard forecasts={value.forecasts} nameShop={shops.nameOf} onChanged={reload} />
          )}
          <section class="card">
            <header>
              <h2>{t.whoHas}</h2>
            </header>
            {value.states.length === 0 ? (
              <Empty title={t.noStates} />
            ) : (
              <StatesTable states={value.states} nameShop={shops.nameOf} />
            )}
          </section>
          <section class="card">
            <header>
              <h2>{t.versions}</h2>
            </header>
            <VersionsTable versions={value.versions} shops={shops} onChanged={reload} />
          </section>
          {releases.length === 0 ? null : <ReleasesCard releases={releases} />}
        </>
      )}
    </div>
  );
}

interface VersionsTableProps {
  readonly versions: readonly Version[];
  readonly shops: ShopNames;
  readonly onChanged: () => void;
}

/** Whom a version is for; undoing takes the last one of those. */
const nameSame = ({ kind, layer, regionId, shopId }: Version): string =>
  [kind, layer, regionId, shopId].join(" ");

function VersionsTable({ versions, shops, onChanged }: VersionsTableProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.goods;
  const mayUndo = (one: Version): boolean => {
    const same = versions.filter((other) => nameSame(other) === nameSame(one));
    const last = Math.max(...same.map(({ version }) => version));
    return mayPublish(one.kind) && same.length > 1 && one.version === last;
  };
  const undo = async ({ kind, version }: Version): Promise<void> => {
    setProblem(null);
    const note = t.undoneByHand(version);
    const body = { kind: kind as "goods", version, note };
    const done = await api.call("POST /v1/versions/undo", { body });
    toast(t.done(t.kinds[kind] ?? kind, done.version));
    onChanged();
  };
  const nameTarget = ({ layer, regionId, shopId }: Version): string => {
    if (layer === "shop") return shops.nameOf(shopId!);
    return layer === "region" ? regionId! : t.layers.shared;
  };
  return (
    <>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <ListTable
        list={{ items: versions, more: null }}
        empty={<Empty title={t.noVersions}>{t.noVersionsText}</Empty>}
        head={
          <>
            <th scope="col">{t.version}</th>
            <th scope="col">{t.layer}</th>
            <th scope="col">{t.from}</th>
            <th scope="col">{t.putAt}</th>
            <th scope="col">{t.note}</th>
            <th scope="col">
              <span class="unseen">{t.undo}</span>
            </th>
          </>
        }
        toRow={(one) => (
          <tr key={`${one.kind} ${one.version}`}>
            <th scope="row">
              {t.kinds[one.kind] ?? one.kind} {one.version}
            </th>
            <td>{nameTarget(one)}</td>
            <td>
              <RecentTime timestampMs={one.effectiveMs} />
            </td>
            <td>
              <RecentTime timestampMs={one.atMs} />
            </td>
            <td>{one.note}</td>
            <td>
              {mayUndo(one) ? (
                <Button onPress={() => undo(one)} onProblem={setProblem}>
                  {t.undo}
                </Button>
              ) : null}
            </td>
          </tr>
        )}
      />
    </>
  );
}

const TONES: Readonly<Record<RollOut["state"], Tone>> = {
  waiting: "plain",
  running: "now",
  stopped: "warning",
  done: "sure",
  back: "plain",
};

interface RollOutsCardProps {
  readonly rollOuts: readonly RollOut[];
  readonly onChanged: () => void;
}

function RollOutsCard({ rollOuts, onChanged }: RollOutsCardProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.goods;
  const set = async (
    rollOutId: string,
    state: "stopped" | "running" | "back",
    withoutAnswers = false,
  ): Promise<void> => {
    setProblem(null);
    const reason = withoutAnswers
      ? t.withoutAnswersByHand
      : state === "stopped"
        ? t.stoppedByHand
        : null;
    await api.call("POST /v1/roll-outs/:rollOutId", {
      params: { rollOutId },
      body: { state, reason, withoutAnswers },
    });
    onChanged();
  };
  const start = async (rollOutId: string, why: string | null): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/roll-outs/:rollOutId", {
      params: { rollOutId },
      body: { state: "running", reason: why, overridesForecast: why !== null },
    });
    onChanged();
  };
  return (
    <section class="card">
      <header>
        <h2>{t.rollOuts}</h2>
      </header>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <ul>
        {rollOuts.map(({ rollOutId, kind, version, state, step, steps, reason, forecast }) => (
          <li key={rollOutId} class="row pad">
            <strong>
              {t.kinds[kind] ?? kind} {version}
            </strong>
            <Status tone={TONES[state]}>{t.rollOutStates[state]}</Status>
            {state === "waiting" ? (
              forecast !== null && <span>{t.forecasts[forecast]}</span>
            ) : (
              <span>
                {t.step(step + 1, steps.length)}, {t.share(Math.round(steps[step]!.share * 100))}
              </span>
            )}
            {reason === null ? null : <bdi class="soft">{reason}</bdi>}
            {mayPublish(kind) && state !== "back" ? (
              <>
                {state === "waiting" ? (
                  <StartButtons
                    isOpen={forecast === null || forecast === "unclear" || forecast === "no-worse"}
                    onStart={(why) => start(rollOutId, why)}
                    onProblem={setProblem}
                  />
                ) : null}
                {state === "running" ? (
                  <Button onPress={() => set(rollOutId, "stopped")} onProblem={setProblem}>
                    {t.stop}
                  </Button>
                ) : null}
                {state === "stopped" ? (
                  <>
                    <Button onPress={() => set(rollOutId, "running")} onProblem={setProblem}>
                      {t.resume}
                    </Button>
                    <Button
                      kind="grave"
                      onPress={() => set(rollOutId, "running", true)}
                      onProblem={setProblem}
                    >
                      {t.withoutAnswers}
                    </Button>
                  </>
                ) : null}
                <Button kind="grave" onPress={() => set(rollOutId, "back")} onProblem={setProblem}>
                  {t.back}
                </Button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface StartButtonsProps {
  /** Whether the forecast is there, and does not say that receipts get worse. */
  readonly isOpen: boolean;
  /** @param why it is started in spite of its forecast; null: it is not. */
  readonly onStart: (why: string | null) => Promise<void>;
  readonly onProblem: (problem: Problem) => void;
}

function StartButtons({ isOpen, onStart, onProblem }: StartButtonsProps) {
  const [why, setWhy] = useState("");
  const t = words.texts.goods;
  if (isOpen) {
    return (
      <Button kind="main" onPress={() => onStart(null)} onProblem={onProblem}>
        {t.start}
      </Button>
    );
  }
  if (!hasRight("forecasts:override")) return null;
  return (
    <>
      <Field label={t.overrideWhy} maxLength={500} value={why} onValue={setWhy} />
      {why.trim() === "" ? null : (
        <Button kind="grave" onPress={() => onStart(why.trim())} onProblem={onProblem}>
          {t.override}
        </Button>
      )}
    </>
  );
}
