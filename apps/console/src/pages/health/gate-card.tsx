import type { Answer } from "@saunter/client/api";
import { toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Status, type Tone } from "@saunter/ui/components/status";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";

type Gate = Answer<"GET /v1/gates">["items"][number];
type Mode = Gate["mode"];

/** What somebody has a gate do. */
interface Asked {
  readonly gate: Gate;
  readonly mode: Mode;
}

const EVERY_MS = 3000;

const MODES: readonly (readonly [Mode, string])[] = [
  ["automatic", "Automatic"],
  ["held-open", "Hold open"],
  ["closed", "Close"],
];

const STATES: Readonly<Record<Gate["state"], readonly [Tone, string]>> = {
  idle: ["plain", "automatic"],
  admitting: ["now", "opening"],
  "held-open": ["warning", "held open"],
  closed: ["warning", "closed"],
};

/** What is asked before a gate is no longer automatic. */
const QUESTIONS: Readonly<Record<Exclude<Mode, "automatic">, string>> = {
  "held-open":
    "People who walk in have no entry: they are not charged, and each one raises an alert.",
  closed: "Nobody can come in through this gate.",
};

/** What each gate does, and what somebody has it do. */
export function GateCard() {
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/gates", { signal }), []);
  const [asked, setAsked] = useState<Asked | null>(null);
  useEvery(EVERY_MS, reload);
  if (value === null || value.items.length === 0) return null;
  const set = async ({ gate: { gateId, name }, mode }: Asked): Promise<void> => {
    try {
      await api.call("POST /v1/gates/:gateId/mode", { params: { gateId }, body: { mode } });
      toast(`${name}: ${STATES[mode === "automatic" ? "idle" : mode][1]}`);
    } catch (error) {
      toastProblem(toProblem(error));
    }
    setAsked(null);
    reload();
  };
  return (
    <section class="card" aria-label="Gates">
      <header>
        <h2>Gates</h2>
      </header>
      <ul>
        {value.items.map((gate) => (
          <GateRow
            key={gate.gateId}
            gate={gate}
            onMode={(mode) =>
              mode === "automatic" ? void set({ gate, mode }) : setAsked({ gate, mode })
            }
          />
        ))}
      </ul>
      <Question asked={asked} onClose={() => setAsked(null)} onSet={set} />
    </section>
  );
}

function GateRow({ gate, onMode }: { readonly gate: Gate; readonly onMode: (mode: Mode) => void }) {
  const { name, leadsIn, state, mode, remaining } = gate;
  // A way out is not shut by a click.
  const modes = MODES.filter(([one]) => leadsIn || one !== "closed" || mode === "closed");
  const [tone, text] = STATES[state];
  return (
    <li class="gate row apart">
      <span class="row">
        <strong>{name}</strong>
        <Status tone={tone}>{text}</Status>
        {remaining === 0 ? null : <span class="soft small">{remaining} still expected</span>}
      </span>
      <Choices
        label={`Mode of ${name}`}
        choices={modes}
        value={mode}
        onChoose={(chosen) => chosen !== mode && onMode(chosen)}
      />
    </li>
  );
}

interface QuestionProps {
  readonly asked: Asked | null;
  readonly onClose: () => void;
  readonly onSet: (asked: Asked) => Promise<void>;
}

function Question({ asked, onClose, onSet }: QuestionProps) {
  const isOpening = asked?.mode === "held-open";
  return (
    <Dialog
      title={`${asked?.gate.name ?? "Gate"}: ${isOpening ? "hold open" : "close"}?`}
      isOpen={asked !== null}
      onClose={onClose}
    >
      {asked === null || asked.mode === "automatic" ? null : (
        <>
          <p>{QUESTIONS[asked.mode]}</p>
          <div class="row">
            <Button kind="grave" onPress={() => onSet(asked)}>
              {isOpening ? "Hold open" : "Close gate"}
            </Button>
            <Button kind="bare" onPress={onClose}>
              Cancel
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
