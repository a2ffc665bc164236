import type { Answer } from "@saunter/client/api";
import { Ago } from "@saunter/ui/components/time";
import { wordOffset } from "../devices/clock-words.ts";
import { Row, type State } from "./health-row.tsx";

type Camera = Answer<"GET /v1/health">["cameras"][number];

/** Each camera by its name: how it is, and what to check where it has a fault. */
export function CameraCard({ cameras }: { readonly cameras: readonly Camera[] }) {
  const well = cameras.filter((camera) => wordState(camera)[0] === "sure").length;
  return (
    <section class="card" aria-labelledby="health-cameras">
      <header>
        <h2 id="health-cameras">Cameras</h2>
        <span class="soft small">
          {well} of {cameras.length} OK
        </span>
      </header>
      <table class="table process">
        <caption class="unseen">State of each camera</caption>
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
  if (lastFrameMs === null) return "no frame since start";
  if (isResting) {
    return (
      <>
        nobody in view; last frame <Ago timestampMs={lastFrameMs} />
      </>
    );
  }
  const dropped = Math.round(100 * droppedShare);
  return (
    <>
      {framesPerS.toFixed(1)} frames/s
      {dropped === 0 ? null : `, ${dropped} % dropped`}; last frame{" "}
      <Ago timestampMs={lastFrameMs} />
      {clockOffsetMs === null ? null : `; ${wordOffset(clockOffsetMs)}`}
    </>
  );
}

/** The faults of a camera, as they are called beside its name. */
const WORDS: Readonly<Record<string, string>> = {
  silent: "no frames",
  black: "black",
  covered: "covered",
  frozen: "frozen",
  "upside-down": "upside down",
  swapped: "swapped",
  moved: "moved",
  elsewhere: "wrong calibration",
  damaged: "damaged frames",
  drifted: "knocked",
  unsure: "calibration unsure",
  "out-of-focus": "blurred",
};

/** Where it is left out it is wrong; where it only sees less well it is a warning. */
export function wordState({ state, isResting, isLeftOut, faults }: Camera): State {
  const [first] = faults;
  if (first !== undefined) {
    return [isLeftOut ? "wrong" : "warning", WORDS[first.kind] ?? "faulty"];
  }
  switch (state) {
    case "live":
      return ["sure", isResting ? "standby" : "OK"];
    case "starting":
      return ["now", "connecting"];
    case "ended":
      return ["plain", "video ended"];
    case "stalled":
    case "waiting":
      return ["warning", "no frames"];
    default:
      return state satisfies never;
  }
}

function advise({ faults }: Camera): string | null {
  const words = faults.map(({ message }) => {
    const end = /[.?!]$/.test(message) ? "" : ".";
    return `${message[0]?.toUpperCase()}${message.slice(1)}${end}`;
  });
  return words.length === 0 ? null : words.join(" ");
}
