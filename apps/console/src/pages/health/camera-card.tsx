import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { Ago } from "@saunter/ui/components/time";
import { formatFixed } from "../../parts/decimals.ts";
import { words } from "../../words.ts";
import { wordOffset } from "../devices/clock-words.ts";
import { Row, type State } from "./health-row.tsx";

type Camera = Answer<"GET /v1/health">["cameras"][number];

/** Each camera by its name: how it is, and what to check where it has a fault. */
export function CameraCard({ cameras }: { readonly cameras: readonly Camera[] }) {
  const t = words.texts.health.cameras;
  const well = cameras.filter((camera) => wordState(camera)[0] === "sure").length;
  return (
    <section class="card" aria-labelledby="health-cameras">
      <header>
        <h2 id="health-cameras">{t.title}</h2>
        <span class="soft small">{t.well(well, cameras.length)}</span>
      </header>
      <table class="table process">
        <caption class="unseen">{t.caption}</caption>
        <tbody>
          {cameras.map((camera) => (
            <Row
              key={camera.cameraId}
              name={camera.cameraId}
              state={wordState(camera)}
              advice={advise(camera)}
            >
              <Pictures camera={camera} />
            </Row>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Pictures({ camera }: { readonly camera: Camera }) {
  const { clockOffsetMs, framesPerS, droppedShare, lastFrameMs, isResting } = camera;
  const { locale } = useLocale();
  const t = words.texts.health.cameras;
  if (lastFrameMs === null) return t.noFrame;
  const last = <Ago timestampMs={lastFrameMs} />;
  if (isResting) return <>{t.resting(last)}</>;
  const frames = formatFixed(framesPerS, 1, locale);
  const dropped = Math.round(100 * droppedShare);
  return (
    <>
      {dropped === 0 ? t.running(frames, last) : t.dropping(frames, dropped, last)}
      {clockOffsetMs === null ? null : `; ${wordOffset(clockOffsetMs)}`}
    </>
  );
}

/** Where it is left out it is wrong; where it only sees less well it is a warning. */
export function wordState({ state, isResting, isLeftOut, faults }: Camera): State {
  const { ok, cameras: t } = words.texts.health;
  const names: Readonly<Record<string, string>> = t.faults;
  const [first] = faults;
  if (first !== undefined) {
    return [isLeftOut ? "wrong" : "warning", names[first.kind] ?? t.faulty];
  }
  switch (state) {
    case "live":
      return ["sure", isResting ? t.standby : ok];
    case "starting":
      return ["now", t.connecting];
    case "ended":
      return ["plain", t.ended];
    case "stalled":
    case "waiting":
      return ["warning", t.noFrames];
    default:
      return state satisfies never;
  }
}

function advise({ faults }: Camera): string | null {
  const texts = faults.map(({ kind, message }) => {
    const own = words.texts.health.cameras.advice[kind];
    if (own !== undefined) return own;
    const end = /[.?!]$/.test(message) ? "" : ".";
    return `${message[0]?.toUpperCase()}${message.slice(1)}${end}`;
  });
  return texts.length === 0 ? null : texts.join(" ");
}
