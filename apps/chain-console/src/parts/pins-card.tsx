import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Empty, ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { RecentTime } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api, mayPublish } from "../session.ts";
import { words } from "../words.ts";

type Version = ChainAnswer<"GET /v1/versions">["items"][number];
type Pin = ChainAnswer<"GET /v1/pins">["items"][number];

/** Versions at which a shop is held, whatever is published later. */
export function PinsCard({ shopId }: { readonly shopId: string }) {
  const [isPinning, setPinning] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const { value, problem, reload } = useLoaded(
    async (signal) => {
      const [pins, versions] = await Promise.all([
        api.call("GET /v1/pins", { query: { shopId }, signal }),
        api.call("GET /v1/versions", { signal }),
      ]);
      const own = versions.items.filter(
        ({ kind, layer, shopId: of }) => mayPublish(kind) && (layer !== "shop" || of === shopId),
      );
      return { pins: pins.items, versions: own };
    },
    [shopId],
  );
  const t = words.texts.pins;
  const end = async ({ kind }: Pin): Promise<void> => {
    setRefused(null);
    await api.call("POST /v1/shops/:shopId/pins", {
      params: { shopId },
      body: { kind: kind as Version["kind"] as never, version: null, note: t.endedByHand },
    });
    reload();
  };
  return (
    <section class="card">
      <header class="row">
        <h2>{t.title}</h2>
        {(value?.versions.length ?? 0) > 0 ? (
          <Button onPress={() => setPinning(true)}>{t.pin}</Button>
        ) : null}
      </header>
      {[problem, refused].map((one) =>
        one === null ? null : <ProblemNote key={one.code} problem={one} onRetry={reload} />,
      )}
      {value === null ? null : value.pins.length === 0 ? (
        <Empty title={t.none}>{t.noneText}</Empty>
      ) : (
        <ul>
          {value.pins.map((pin) => (
            <li key={pin.kind} class="row pad">
              <strong>
                {words.texts.goods.kinds[pin.kind] ?? pin.kind} {pin.version}
              </strong>
              <RecentTime timestampMs={pin.atMs} />
              <span class="soft">{pin.note}</span>
              {mayPublish(pin.kind) ? (
                <Button onPress={() => end(pin)} onProblem={setRefused}>
                  {t.end}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <Dialog title={t.pin} isOpen={isPinning} onClose={() => setPinning(false)}>
        <PinForm
          shopId={shopId}
          versions={value?.versions ?? []}
          onPinned={() => {
            setPinning(false);
            reload();
          }}
        />
      </Dialog>
    </section>
  );
}

interface PinFormProps {
  readonly shopId: string;
  readonly versions: readonly Version[];
  readonly onPinned: () => void;
}

function PinForm({ shopId, versions, onPinned }: PinFormProps) {
  const [chosen, setChosen] = useState("");
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.pins;
  const nameOf = ({ kind, version, note: why }: Version): string =>
    `${words.texts.goods.kinds[kind] ?? kind} ${version}: ${why}`;
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <p>{t.intro}</p>
      <SelectField label={t.version} value={chosen} onValue={setChosen}>
        <option value="">{words.texts.goods.choose}</option>
        {versions.map((one) => (
          <option key={`${one.kind} ${one.version}`} value={`${one.kind} ${one.version}`}>
            {nameOf(one)}
          </option>
        ))}
      </SelectField>
      <Field label={t.why} value={note} onValue={setNote} maxLength={500} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={chosen === "" || note.trim() === ""}
        onProblem={setProblem}
        onPress={async () => {
          const [kind, version] = chosen.split(" ") as [string, string];
          await api.call("POST /v1/shops/:shopId/pins", {
            params: { shopId },
            body: { kind: kind as never, version: Number(version), note: note.trim() },
          });
          onPinned();
        }}
      >
        {t.pin}
      </Button>
    </form>
  );
}
