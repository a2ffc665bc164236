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
import { words } from "../../words.ts";

type Gate = Answer<"GET /v1/gates">["items"][number];
type Mode = Gate["mode"];

/** What somebody has a gate do. */
interface Asked {
  readonly gate: Gate;
  readonly mode: Mode;
}

const EVERY_MS = 3000;

const MODES: readonly Mode[] = ["automatic", "held-open", "closed"];

const TONES: Readonly<Record<Gate["state"], Tone>> = {
  idle: "plain",
  admitting: "now",
  "held-open": "warning",
  closed: "warning",
};

/** What each gate does, and what somebody has it do. */
export function GateCard() {
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/gates", { signal }), []);
  const [asked, setAsked] = useState<Asked | null>(null);
  const t = words.texts.health.gates;
  useEvery(EVERY_MS, reload);
  if (value === null || value.items.length === 0) return null;
  const set = async ({ gate: { gateId, name }, mode }: Asked): Promise<void> => {
    try {
      await api.call("POST /v1/gates/:gateId/mode", { params: { gateId }, body: { mode } });
      toast(t.now(name, t.states[mode === "automatic" ? "idle" : mode]));
    } catch (error) {
      toastProblem(toProblem(error));
    }
    setAsked(null);
    reload();
  };
  return (
    <section class="card" aria-label={t.title}>
      <header>
        <h2>{t.title}</h2>
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
  const modes = MODES.filter((one) => leadsIn || one !== "closed" || mode === "closed");
  const t = words.texts.health.gates;
  return (
    <li class="gate row apart">
      <span class="row">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <Status tone={TONES[state]}>{t.states[state]}</Status>
        {remaining === 0 ? null : <span class="soft small">{t.expected(remaining)}</span>}
      </span>
      <Choices
        label={t.modeOf(name)}
        choices={modes.map((one) => [one, t.modes[one]] as const)}
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

/** What is asked before a gate is no longer automatic. */
function Question({ asked, onClose, onSet }: QuestionProps) {
  const { cancel, questions, title } = words.texts.health.gates;
  const question = asked === null || asked.mode === "automatic" ? null : questions[asked.mode];
  return (
    <Dialog
      title={question?.title(asked!.gate.name) ?? title}
      isOpen={asked !== null}
      onClose={onClose}
    >
      {question === null ? null : (
        <>
          <p>{question.text}</p>
          <div class="row">
            <Button kind="grave" onPress={() => onSet(asked!)}>
              {question.confirm}
            </Button>
            <Button kind="bare" onPress={onClose}>
              {cancel}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
