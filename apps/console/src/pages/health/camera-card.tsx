import type { Answer } from "@saunter/client/api";
import { Ago } from "@saunter/ui/components/time";
import { Row, type State } from "./health-row.tsx";

type Camera = Answer<"GET /v1/health">["cameras"][number];

/** Each camera by its name: how it is, and what to look at where it is not well. */
export function CameraCard({ cameras }: { readonly cameras: readonly Camera[] }) {
  const well = cameras.filter((camera) => wordState(camera)[0] === "sure").length;
  return (
    <section class="card" aria-labelledby="health-cameras">
      <header>
        <h2 id="health-cameras">Cameras</h2>
        <span class="soft small">
          {well} of {cameras.length} well
        </span>
      </header>
      <table class="table process">
        <caption class="unseen">How each camera is</caption>
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
  const { framesPerS, droppedShare, lastFrameMs, isResting } = camera;
  if (lastFrameMs === null) return "no picture since the start";
  if (isResting) {
    return (
      <>
        a picture now and then, as nobody is there; the last one <Ago timestampMs={lastFrameMs} />
      </>
    );
  }
  const dropped = Math.round(100 * droppedShare);
  return (
    <>
      {framesPerS.toFixed(1)} pictures a second
      {dropped === 0 ? null : `, ${dropped} % dropped`}; the last one{" "}
      <Ago timestampMs={lastFrameMs} />
    </>
  );
}

/** The faults of a camera, as they are called beside its name. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ silent: "no pictures", black: "black", covered: "covered", frozen: "stands still" },
  ...{
    "upside-down": "upside down",
    swapped: "swapped",
    moved: "moved",
    elsewhere: "wrongly calibrated",
  },
  damaged: "damaged pictures",
  ...{ drifted: "knocked", unsure: "does not fit", "out-of-focus": "blurred" },
};

/** Where it is left out it is wrong; where it only sees less well it is a doubt. */
export function wordState({ state, isResting, isLeftOut, faults }: Camera): State {
  const [first] = faults;
  if (first !== undefined) {
    return [isLeftOut ? "wrong" : "doubt", WORDS[first.kind] ?? "not well"];
  }
  switch (state) {
    case "live":
      return ["sure", isResting ? "rests" : "well"];
    case "starting":
      return ["now", "is being opened"];
    case "ended":
      return ["plain", "its film has ended"];
    case "stalled":
    case "waiting":
      return ["doubt", "no pictures"];
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
