import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useState } from "preact/hooks";
import { PageHead } from "../../parts/page-head.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { useList } from "../../parts/use-list.ts";
import { api } from "../../session.ts";
import "./webhooks.css";

type Endpoint = Answer<"GET /v1/webhooks">["items"][number];
type Delivery = Answer<"GET /v1/webhooks/:endpointId/deliveries">["items"][number];

/** What becomes of deliveries is no event of its own. */
const EVERY_MS = 3000;

/** Where events are sent, and what has become of each. */
export function WebhooksPage() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/webhooks", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  return (
    <div class="stack">
      <PageHead title="Webhooks" />
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? <Bones /> : null}
      {value?.items.length === 0 ? (
        <section class="card">
          <Empty title="No webhooks yet">
            Add addresses under <code>webhooks</code> in the shop’s configuration.
          </Empty>
        </section>
      ) : null}
      {value?.items.map((endpoint) => (
        <EndpointCard key={endpoint.endpointId} endpoint={endpoint} onChanged={reload} />
      ))}
    </div>
  );
}

interface EndpointCardProps {
  readonly endpoint: Endpoint;
  readonly onChanged: () => void;
}

function EndpointCard({ endpoint, onChanged }: EndpointCardProps) {
  const { endpointId, url, eventTypes, isEnabled, pending, dead } = endpoint;
  const params = { endpointId };
  const [sentCount, setSentCount] = useState(0);
  const sendAgain = async (eventId: number | null): Promise<void> => {
    const body = { eventId };
    const sent = await api.call("POST /v1/webhooks/:endpointId/redeliver", { params, body });
    toast(sent.deliveries === 1 ? "Resending 1 event." : `Resending ${sent.deliveries} events.`);
    setSentCount((count) => count + 1);
    onChanged();
  };
  const enable = async (): Promise<void> => {
    await api.call("POST /v1/webhooks/:endpointId/enable", { params });
    onChanged();
  };
  return (
    <section class="card">
      <header class="endpoint-head">
        <div class="stack tight">
          <h2>{url}</h2>
          <p class="soft small">{eventTypes.join(", ")}</p>
        </div>
        <div class="row">
          {isEnabled ? (
            <Status tone="sure">enabled</Status>
          ) : (
            <Status tone="wrong">disabled</Status>
          )}
          {pending === 0 ? null : <Status tone="now">{pending} pending</Status>}
          {dead === 0 ? null : <Status tone="wrong">{dead} failed</Status>}
          {isEnabled ? null : (
            <Button onPress={enable} onProblem={toastProblem}>
              Enable
            </Button>
          )}
          {dead === 0 ? null : (
            <Button onPress={() => sendAgain(null)} onProblem={toastProblem}>
              Resend all failed
            </Button>
          )}
        </div>
      </header>
      <Deliveries endpointId={endpointId} sentCount={sentCount} onSendAgain={sendAgain} />
    </section>
  );
}

const TONES = { pending: "now", delivered: "sure", dead: "wrong" } as const;
const WORDS = { pending: "pending", delivered: "delivered", dead: "failed" } as const;

interface DeliveriesProps {
  readonly endpointId: string;
  /** How often something was sent again here. */
  readonly sentCount: number;
  readonly onSendAgain: (eventId: number) => Promise<void>;
}

/** The newest first, as they are by now; more are added below as they are asked for. */
function Deliveries({ endpointId, sentCount, onSendAgain }: DeliveriesProps) {
  const params = { endpointId };
  const { items, problem, reload, more } = useList<Delivery>(
    (after, signal) =>
      api.call("GET /v1/webhooks/:endpointId/deliveries", {
        params,
        query: { ...(after && { after }) },
        signal,
      }),
    [endpointId],
  );
  useEvery(EVERY_MS, reload);
  useEffect(reload, [sentCount]);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (items === null) return <Bones />;
  if (items.length === 0) return <Empty title="No deliveries yet" />;
  return (
    <>
      <div class="table-scroll">
        <table class="table cards">
          <caption class="unseen">Deliveries</caption>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">Visit</th>
              <th scope="col">State</th>
              <th scope="col" class="number">
                Attempts
              </th>
              <th scope="col">When</th>
              <th scope="col">Last response</th>
              <th scope="col">
                <span class="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((delivery) => (
              <DeliveryRow key={delivery.eventId} delivery={delivery} onSendAgain={onSendAgain} />
            ))}
          </tbody>
        </table>
      </div>
      {more === null ? null : (
        <div class="pad">
          <Button onPress={more}>Older</Button>
        </div>
      )}
    </>
  );
}

function DeliveryRow(props: { delivery: Delivery } & Pick<DeliveriesProps, "onSendAgain">) {
  const { eventId, status, attempts, nextMs, deliveredMs, lastAnswer, event } = props.delivery;
  const whenMs = deliveredMs ?? nextMs;
  return (
    <tr>
      <th scope="row" class="delivery-event">
        <DeliveredEvent eventId={eventId} event={event} />
      </th>
      <td>
        {event?.visitId == null ? null : (
          <a class="delivery-visit" href={`/console/visits/${event.visitId}`}>
            Open visit
          </a>
        )}
      </td>
      <td>
        <Status tone={TONES[status]}>{WORDS[status]}</Status>
      </td>
      <td class="number" data-name="tries">
        {attempts}
      </td>
      <td>{whenMs === null ? null : <Ago timestampMs={whenMs} />}</td>
      <td data-name="answer">{lastAnswer}</td>
      <td class="end">
        <Button
          kind="bare"
          onPress={() => props.onSendAgain(eventId)}
          onProblem={toastProblem}
          aria-label={`Resend event ${eventId}`}
        >
          Resend
        </Button>
      </td>
    </tr>
  );
}

/** What it is, and on opening all that is sent. */
function DeliveredEvent({ eventId, event }: Pick<Delivery, "eventId" | "event">) {
  if (event === null) return <>event {eventId}</>;
  return (
    <details>
      <summary>
        {event.type} <span class="soft small">no. {eventId}</span>
      </summary>
      <pre class="delivery-body small">{JSON.stringify(event, null, 2)}</pre>
    </details>
  );
}
