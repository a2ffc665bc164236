import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";

const PARTY = ["1", "2", "3", "4", "5", "6"] as const;

/** Opens a gate for people who pay at the till when they leave. */
export function AdmitForm({ onDone }: { readonly onDone: () => void }) {
  const { value, problem, reload } = useLoaded(async (signal) => {
    const [gates, terms] = await Promise.all([
      api.call("GET /v1/gates", { signal }),
      api.call("GET /v1/entry/terms", { signal }),
    ]);
    return { gates: gates.items.filter(({ leadsIn }) => leadsIn), partyMax: terms.partyMax };
  }, []);
  const [gateId, setGateId] = useState<string | null>(null);
  const [size, setSize] = useState("1");
  const [refused, setRefused] = useState<Problem | null>(null);
  const texts = words.texts.till.admit;
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones />;
  const chosen = gateId ?? value.gates[0]?.gateId ?? null;
  if (chosen === null) return <Empty title={texts.noGate} />;
  const admit = async (): Promise<void> => {
    await api.call("POST /v1/gates/:gateId/admissions", {
      params: { gateId: chosen },
      body: { partySize: Number(size), payer: "cash", staffId: null },
    });
    toast(texts.done);
    onDone();
  };
  return (
    <div class="stack">
      <div class="field">
        <span class="small" aria-hidden="true">
          {texts.people}
        </span>
        <Choices
          label={texts.people}
          choices={PARTY.filter((one) => Number(one) <= value.partyMax).map((one) => [one, one])}
          value={size}
          onChoose={setSize}
        />
      </div>
      {value.gates.length < 2 ? null : (
        <div class="field">
          <span class="small" aria-hidden="true">
            {texts.gate}
          </span>
          <Choices
            label={texts.gate}
            choices={value.gates.map((gate) => [gate.gateId, gate.name])}
            value={chosen}
            onChoose={setGateId}
          />
        </div>
      )}
      {refused === null ? null : <ProblemNote problem={refused} />}
      <Button kind="main" onPress={admit} onProblem={setRefused}>
        {texts.open}
      </Button>
    </div>
  );
}
