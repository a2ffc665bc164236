import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Icon } from "@saunter/ui/components/icon";
import { Status } from "@saunter/ui/components/status";
import { toastProblem } from "@saunter/ui/components/toasts";
import { Footprints, ShoppingCart, SlidersHorizontal } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Choices } from "../parts/choices.tsx";
import { shop } from "../shop.ts";
import { namePage, words } from "../words.ts";
import "./demo.css";
import {
  changeDemo,
  type Demo,
  type DemoChange,
  demo,
  loadDemo,
  playSource,
} from "./demo-state.ts";
import { wordScenario } from "./scenario-words.ts";

/** A recording comes to its end by itself; another page may have changed something. */
const LOOK_EVERY_MS = 3000;
const SHOPPERS_MAX = 30;
const WALK = "/console/walk";
const CARTS = "/console/carts";

const SPEEDS = [
  ["0.5", "½×"],
  ["1", "1×"],
  ["2", "2×"],
  ["5", "5×"],
  ["10", "10×"],
] as const;

const tell = (error: unknown): void => toastProblem(toProblem(error));

/** What can be changed of a demonstration while one looks at it; above every page. */
export function DemoBar() {
  const [isOpen, setOpen] = useState(false);
  const { path } = useLocation();
  useEffect(() => {
    const load = (): void => void loadDemo().catch(() => {});
    load();
    const timer = setInterval(load, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setOpen(false);
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [isOpen]);
  const now = demo.value;
  const hasEnded = now?.hasEnded === true;
  // What can be done then is shown where there is room for it or not.
  useEffect(() => setOpen(hasEnded), [hasEnded]);
  const t = words.texts.demo;
  return (
    <section class="demo-bar" aria-label={t.title}>
      <Status tone="now">{t.title}</Status>
      <button
        type="button"
        class="button demo-more"
        aria-expanded={isOpen}
        aria-controls="demo-controls"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon node={SlidersHorizontal} />
        {now === null ? t.change : describe(now)}
      </button>
      <div id="demo-controls" class={isOpen ? "demo-controls open" : "demo-controls"}>
        {now === null ? null : <Controls now={now} />}
      </div>
      {path.startsWith(CARTS) && shop.value?.hasSmartCarts === true ? (
        <a class="button main demo-walk" href="/cart/" target="_blank" rel="noreferrer">
          <Icon node={ShoppingCart} />
          {t.takeCart}
        </a>
      ) : now?.recording === null && path !== WALK ? (
        <a class="button main demo-walk" href={WALK}>
          <Icon node={Footprints} />
          {namePage("Be a shopper")}
        </a>
      ) : null}
    </section>
  );
}

/** In a word or two, where there is no room for more. */
function describe({ recording, hasEnded, speed, shoppersAtOnce }: Demo): string {
  if (hasEnded) return words.texts.demo.ended;
  const pace = SPEEDS.find(([value]) => Number(value) === speed)?.[1] ?? `${speed}×`;
  return recording === null ? words.texts.demo.paceAndCrowd(pace, shoppersAtOnce) : pace;
}

function Controls({ now }: { readonly now: Demo }) {
  return (
    <>
      <Source now={now} />
      <Choices
        label={words.texts.demo.speed}
        choices={SPEEDS}
        value={String(now.speed) as (typeof SPEEDS)[number][0]}
        onChoose={(speed) => void changeDemo({ speed: Number(speed) }).catch(tell)}
      />
      {now.recording === null ? (
        <>
          <Scenario now={now} />
          <Crowd now={now} />
        </>
      ) : null}
      {now.hasEnded ? <Ended recording={now.recording!} /> : null}
    </>
  );
}

const SIMULATED = "";

/** What is played: the simulated shop, or one of the recordings. */
function Source({ now: { recording, recordings } }: { readonly now: Demo }) {
  const choose = (value: string): void => {
    const chosen = value === SIMULATED ? null : value;
    if (chosen !== recording) void playSource(chosen).catch(tell);
  };
  const t = words.texts.demo;
  return (
    <label class="demo-field">
      <span class="unseen">{t.source}</span>
      <select
        class="input"
        value={recording ?? SIMULATED}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value={SIMULATED}>{t.simulated}</option>
        {recordings.length === 0 ? (
          <option disabled>{t.noRecordings}</option>
        ) : (
          <optgroup label={t.recordings}>
            {recordings.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  );
}

function Scenario({ now: { scenario, scenarios } }: { readonly now: Demo }) {
  return (
    <label class="demo-field">
      <span class="unseen">{words.texts.demo.scenario}</span>
      <select
        class="input"
        value={scenario ?? ""}
        onChange={(event) => {
          // The list is what the shop says that it takes.
          const chosen = event.currentTarget.value as NonNullable<DemoChange["scenario"]>;
          void changeDemo({ scenario: chosen }).catch(tell);
        }}
      >
        {scenarios.map((name) => (
          <option key={name} value={name}>
            {wordScenario(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Crowd({ now: { shoppersAtOnce } }: { readonly now: Demo }) {
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? shoppersAtOnce ?? 0;
  const t = words.texts.demo;
  const set = async (count: number): Promise<void> => {
    try {
      await changeDemo({ shoppersAtOnce: count });
    } catch (error) {
      tell(error);
    }
    setDragged(null);
  };
  return (
    <label class="demo-field demo-crowd">
      <span class="small">{t.crowd(<span class="demo-count">{shown}</span>, shown)}</span>
      <input
        type="range"
        class="range"
        aria-label={t.crowdMax}
        min={0}
        max={SHOPPERS_MAX}
        value={shown}
        style={{ "--gone": `${(100 * shown) / SHOPPERS_MAX}%` }}
        onInput={(event) => setDragged(Number(event.currentTarget.value))}
        onChange={(event) => void set(Number(event.currentTarget.value))}
      />
    </label>
  );
}

function Ended({ recording }: { readonly recording: string }) {
  const t = words.texts.demo;
  const onProblem = (problem: Problem): void => toastProblem(problem);
  return (
    <div class="row demo-ended">
      <span role="status">
        <Status tone="plain">{t.recordingEnded}</Status>
      </span>
      <Button onPress={() => playSource(recording)} onProblem={onProblem}>
        {t.playAgain}
      </Button>
      <Button onPress={() => playSource(null)} onProblem={onProblem}>
        {t.backToSimulated}
      </Button>
    </div>
  );
}
