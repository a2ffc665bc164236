import type { Answer } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { ShopText } from "@saunter/ui/components/shop-text";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { listOverlaps } from "../../parts/overlaps.ts";
import { useKey } from "../../parts/use-key.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { EventBoxes } from "./event-boxes.tsx";

type Endpoint = Answer<"GET /v1/webhooks">["items"][number];

/** An endpoint whose secret is shown, once. */
export interface ShownEndpoint {
  readonly endpointId: string;
  readonly url: string;
  /** Null where it cannot be opened any more. */
  readonly secret: string | null;
}

export function AddWebhook({ onAdded }: { readonly onAdded: (added: ShownEndpoint) => void }) {
  const [url, setUrl] = useState("");
  const [eventTypes, setEventTypes] = useState<string[]>(["receipt.*"]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.webhooks.adding;
  // What is wrong with the address stands at its field.
  const isOfAddress = problem?.code === "input-invalid";
  const key = useKey({ url, eventTypes });
  const add = async (): Promise<void> => {
    const body = { url: url.trim(), eventTypes };
    const { endpointId, secret } = await api.call("POST /v1/webhooks", { body, key });
    onAdded({ endpointId, url: body.url, secret });
  };
  return (
    <div class="stack">
      <Field
        label={t.address}
        value={url}
        onValue={setUrl}
        maxLength={500}
        autoComplete="off"
        placeholder="https://books.example/saunter"
        hint={t.hint}
        fault={isOfAddress ? <ShopText text={problem.detail} /> : null}
      />
      <EventBoxes eventTypes={eventTypes} onEventTypes={setEventTypes} />
      {problem === null || isOfAddress ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={url.trim() === "" || eventTypes.length === 0}
        onPress={add}
        onProblem={setProblem}
      >
        {t.add}
      </Button>
    </div>
  );
}

interface ChangeProps {
  readonly endpoint: Endpoint;
  readonly onDone: () => void;
}

export function ChangeEvents({ endpoint, onDone }: ChangeProps) {
  const [eventTypes, setEventTypes] = useState<string[]>(endpoint.eventTypes);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (): Promise<void> => {
    const params = { endpointId: endpoint.endpointId };
    await api.call("POST /v1/webhooks/:endpointId/events", { params, body: { eventTypes } });
    onDone();
  };
  return (
    <div class="stack">
      <EventBoxes eventTypes={eventTypes} onEventTypes={setEventTypes} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={eventTypes.length === 0} onPress={save} onProblem={setProblem}>
        {words.texts.webhooks.adding.save}
      </Button>
    </div>
  );
}

interface RotateProps {
  readonly endpoint: Endpoint;
  readonly onDone: (replaced: ShownEndpoint) => void;
}

export function RotateSecret({ endpoint, onDone }: RotateProps) {
  const t = words.texts.webhooks.secret;
  const [overlap, setOverlap] = useState("24");
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useKey({ endpointId: endpoint.endpointId, overlap });
  const rotate = async (): Promise<void> => {
    const { endpointId, url } = endpoint;
    const params = { endpointId };
    const body = { overlapHours: Number(overlap) };
    const { secret } = await api.call("POST /v1/webhooks/:endpointId/secret", {
      params,
      body,
      key,
    });
    onDone({ endpointId, url, secret });
  };
  return (
    <div class="stack">
      <p>{t.both}</p>
      <SelectField label={t.former} value={overlap} onValue={setOverlap}>
        {listOverlaps().map(([hours, text]) => (
          <option key={hours} value={hours}>
            {text}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={rotate} onProblem={setProblem}>
        {t.make}
      </Button>
    </div>
  );
}

export function RemoveWebhook({ endpoint, onDone }: ChangeProps) {
  const t = words.texts.webhooks;
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (): Promise<void> => {
    const params = { endpointId: endpoint.endpointId };
    await api.call("POST /v1/webhooks/:endpointId/remove", { params });
    toast(t.removing.done);
    onDone();
  };
  return (
    <div class="stack">
      <p>
        {t.removing.text(
          <strong>
            <bdi>{endpoint.url}</bdi>
          </strong>,
        )}
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="grave" onPress={remove} onProblem={setProblem}>
        {t.remove}
      </Button>
    </div>
  );
}
