import { toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { useEvery } from "../../parts/use-every.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { FaultItem } from "./device-facts.tsx";
import {
  type GateDevice,
  wordCardReader,
  wordCommand,
  wordGate,
  wordGateFault,
  wordPassages,
} from "./gate-words.ts";

const EVERY_MS = 2000;

/** The gates that the shop opens or watches itself; nothing where a program of their own does. */
export function GateCards() {
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/gates/devices", { signal }),
    [],
  );
  const [asked, setAsked] = useState<GateDevice | null>(null);
  useEvery(EVERY_MS, reload);
  if (value === null || value.items.length === 0) return null;
  const t = words.texts.devices.gates;
  const open = async ({ gateId, name }: GateDevice): Promise<void> => {
    try {
      await api.call("POST /v1/gates/:gateId/open", { params: { gateId } });
      toast(t.told(name));
    } catch (error) {
      toastProblem(toProblem(error));
    }
    setAsked(null);
    reload();
  };
  return (
    <>
      {value.items.map((gate) => (
        <GateCard key={gate.gateId} gate={gate} onOpen={() => setAsked(gate)} />
      ))}
      <Dialog
        title={t.openOnceOf(asked?.name ?? t.unnamed)}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
      >
        {asked === null ? null : (
          <>
            <p>{t.openText}</p>
            <div class="row">
              <Button kind="grave" onPress={() => open(asked)}>
                {t.openOnce}
              </Button>
              <Button kind="bare" onPress={() => setAsked(null)}>
                {t.cancel}
              </Button>
            </div>
          </>
        )}
      </Dialog>
    </>
  );
}

interface GateCardProps {
  readonly gate: GateDevice;
  readonly onOpen: () => void;
}

function GateCard({ gate, onOpen }: GateCardProps) {
  const { actuator, faults, gateId, name } = gate;
  const t = words.texts.devices.gates;
  const [tone, word] = wordGate(gate);
  return (
    <section class="card" aria-labelledby={`gate-${gateId}`}>
      <header>
        <h2 id={`gate-${gateId}`}>{name}</h2>
        <span class="soft small">{t.gate}</span>
        <Status tone={tone}>{word}</Status>
      </header>
      <div class="pad stack tight">
        {faults.length === 0 ? null : <GateFaults gate={gate} />}
        <GateFacts gate={gate} />
        {actuator !== null && hasRole("operator") ? (
          <div class="row">
            <Button onPress={onOpen}>{t.openOnce}</Button>
          </div>
        ) : null}
      </div>
    </section>
  );
}

function GateFaults({ gate: { faults } }: { readonly gate: GateDevice }) {
  return (
    <ul class="device-faults">
      {faults.map((fault) => (
        <FaultItem
          key={fault.kind}
          state={wordGateFault(fault)}
          text={words.texts.devices.gates.advice[fault.kind]}
          sinceMs={fault.sinceMs}
        />
      ))}
    </ul>
  );
}

function GateFacts({ gate }: { readonly gate: GateDevice }) {
  const t = words.texts.devices.gates;
  const { actuator, cardReader, lastCommand, lastPassage } = gate;
  return (
    <dl class="device-facts">
      {actuator === null ? null : (
        <div>
          <dt>{t.lastCommand}</dt>
          <dd>
            {lastCommand === null ? (
              t.noneSinceStart
            ) : (
              <>
                {wordCommand(lastCommand)} <Ago timestampMs={lastCommand.atMs} />
              </>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>{t.lastPassage}</dt>
        <dd>
          {lastPassage === null ? (
            t.noneSinceStart
          ) : (
            <>
              {t.passages[lastPassage.direction]} <Ago timestampMs={lastPassage.atMs} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t.counted}</dt>
        <dd>{wordPassages(gate)}</dd>
      </div>
      {cardReader === null ? null : (
        <div>
          <dt>{t.cardReader}</dt>
          <dd>{wordCardReader(cardReader)}</dd>
        </div>
      )}
      {actuator === null ? null : (
        <div>
          <dt>{t.openedOver}</dt>
          <dd>{actuator.toUpperCase()}</dd>
        </div>
      )}
    </dl>
  );
}
