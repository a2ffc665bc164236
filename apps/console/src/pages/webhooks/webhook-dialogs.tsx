import type { Answer } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { listOverlaps } from "../../parts/overlaps.ts";
import { api } from "../../session.ts";
import { EventBoxes } from "./event-boxes.tsx";

type Endpoint = Answer<"GET /v1/webhooks">["items"][number];

/** An endpoint whose secret is shown, once. */
export interface ShownEndpoint {
  readonly endpointId: string;
  readonly url: string;
  /** Null where the answer was lost. */
  readonly secret: string | null;
}

/** What is wrong with the address stands at its field. */
const ADDRESS_HINT = "Begins with https:// and leads out of the shop.";

export function AddWebhook({ onAdded }: { readonly onAdded: (added: ShownEndpoint) => void }) {
  const [url, setUrl] = useState("");
  const [eventTypes, setEventTypes] = useState<string[]>(["receipt.*"]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isOfAddress = problem?.code === "input-invalid";
  const add = async (): Promise<void> => {
    const body = { url: url.trim(), eventTypes };
    const { endpointId, secret } = await api.call("POST /v1/webhooks", { body });
    onAdded({ endpointId, url: body.url, secret });
  };
  return (
    <div class="stack">
      <Field
        label="Address"
        value={url}
        onValue={setUrl}
        maxLength={500}
        autoComplete="off"
        placeholder="https://books.example/saunter"
        hint={ADDRESS_HINT}
        fault={isOfAddress ? problem.detail : null}
      />
      <EventBoxes eventTypes={eventTypes} onEventTypes={setEventTypes} />
      {problem === null || isOfAddress ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={url.trim() === "" || eventTypes.length === 0}
        onPress={add}
        onProblem={setProblem}
      >
        Add
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
        Save
      </Button>
    </div>
  );
}

interface RotateProps {
  readonly endpoint: Endpoint;
  readonly onDone: (replaced: ShownEndpoint) => void;
}

export function RotateSecret({ endpoint, onDone }: RotateProps) {
  const [overlap, setOverlap] = useState("24");
  const [problem, setProblem] = useState<Problem | null>(null);
  const rotate = async (): Promise<void> => {
    const { endpointId, url } = endpoint;
    const params = { endpointId };
    const body = { overlapHours: Number(overlap) };
    const { secret } = await api.call("POST /v1/webhooks/:endpointId/secret", { params, body });
    onDone({ endpointId, url, secret });
  };
  return (
    <div class="stack">
      <p>Messages are signed with both secrets for a while, so that none is refused meanwhile.</p>
      <SelectField label="Former secret signs" value={overlap} onValue={setOverlap}>
        {listOverlaps().map(([hours, words]) => (
          <option key={hours} value={hours}>
            {words}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={rotate} onProblem={setProblem}>
        Make a new secret
      </Button>
    </div>
  );
}

export function RemoveWebhook({ endpoint, onDone }: ChangeProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (): Promise<void> => {
    const params = { endpointId: endpoint.endpointId };
    await api.call("POST /v1/webhooks/:endpointId/remove", { params });
    toast("Webhook removed.");
    onDone();
  };
  return (
    <div class="stack">
      <p>
        Nothing more is sent to <strong>{endpoint.url}</strong>, and its list of deliveries is
        deleted.
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="grave" onPress={remove} onProblem={setProblem}>
        Remove
      </Button>
    </div>
  );
}
