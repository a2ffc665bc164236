import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useState } from "preact/hooks";
import { ShownSecret } from "../../parts/shown-secret.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import {
  AddWebhook,
  ChangeEvents,
  RemoveWebhook,
  RotateSecret,
  type ShownEndpoint,
} from "./webhook-dialogs.tsx";
import "./webhooks.css";

type Endpoint = Answer<"GET /v1/webhooks">["items"][number];
type Delivery = Answer<"GET /v1/webhooks/:endpointId/deliveries">["items"][number];

/** What becomes of deliveries is no event of its own. */
const EVERY_MS = 3000;

type Open =
  | { readonly kind: "nothing" }
  | { readonly kind: "add" }
  | { readonly kind: "events"; readonly endpoint: Endpoint }
  | { readonly kind: "secret"; readonly endpoint: Endpoint }
  | { readonly kind: "remove"; readonly endpoint: Endpoint }
  | { readonly kind: "shown"; readonly shown: ShownEndpoint };

/** Where events are sent, and what has become of each. */
export function WebhooksPage() {
  const t = words.texts.webhooks;
  const [open, setOpen] = useState<Open>({ kind: "nothing" });
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/webhooks", { query: { limit: 200 }, signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  const find = (id: string): Endpoint | undefined =>
    value?.items.find(({ endpointId }) => endpointId === id);
  const close = (): void => setOpen({ kind: "nothing" });
  const show = (shown: ShownEndpoint): void => {
    setOpen({ kind: "shown", shown });
    reload();
  };
  const done = (): void => {
    close();
    reload();
  };
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <a class="button" href="/console/people">
          {t.keys}
        </a>
        <Button kind="main" onPress={() => setOpen({ kind: "add" })}>
          {t.add}
        </Button>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? <Bones /> : null}
      {value?.items.length === 0 ? (
        <section class="card">
          <Empty title={t.none}>{t.noneText}</Empty>
        </section>
      ) : null}
      {value?.items.map((endpoint) => (
        <EndpointCard
          key={endpoint.endpointId}
          endpoint={endpoint}
          onOpen={setOpen}
          onChanged={reload}
        />
      ))}
      <Dialog title={t.add} isOpen={open.kind === "add"} onClose={close}>
        <AddWebhook onAdded={show} />
      </Dialog>
      <Dialog title={t.events.title} isOpen={open.kind === "events"} onClose={close}>
        {open.kind === "events" ? <ChangeEvents endpoint={open.endpoint} onDone={done} /> : null}
      </Dialog>
      <Dialog title={t.secret.new} isOpen={open.kind === "secret"} onClose={close}>
        {open.kind === "secret" ? <RotateSecret endpoint={open.endpoint} onDone={show} /> : null}
      </Dialog>
      <Dialog title={t.removing.title} isOpen={open.kind === "remove"} onClose={close}>
        {open.kind === "remove" ? <RemoveWebhook endpoint={open.endpoint} onDone={done} /> : null}
      </Dialog>
      <Dialog title={t.secret.title} isOpen={open.kind === "shown"} onClose={close}>
        {open.kind === "shown" ? (
          <div class="stack">
            <ShownSecret secret={open.shown.secret} another={t.secret.another(open.shown.url)}>
              {t.secret.shown(
                <strong>
                  <bdi>{open.shown.url}</bdi>
                </strong>,
              )}
            </ShownSecret>
            <SendTest endpointId={open.shown.endpointId} onTested={reload} />
            <LastTest test={find(open.shown.endpointId)?.lastTest ?? null} />
          </div>
        ) : null}
      </Dialog>
    </div>
  );
}

interface EndpointCardProps {
  readonly endpoint: Endpoint;
  readonly onOpen: (open: Open) => void;
  readonly onChanged: () => void;
}

function EndpointCard({ endpoint, onOpen, onChanged }: EndpointCardProps) {
  const { endpointId, url, eventTypes, isEnabled, pending, dead } = endpoint;
  const t = words.texts.webhooks.endpoint;
  const params = { endpointId };
  const [sentCount, setSentCount] = useState(0);
  const sendAgain = async (eventId: number | null): Promise<void> => {
    const body = { eventId };
    const sent = await api.call("POST /v1/webhooks/:endpointId/redeliver", { params, body });
    toast(t.resending(sent.deliveries));
    setSentCount((count) => count + 1);
    onChanged();
  };
  return (
    <section class="card">
      <header class="endpoint-head">
        <div class="stack tight">
          <h2>
            <bdi>{url}</bdi>
          </h2>
          <p class="soft small">
            <bdi>{eventTypes.join(", ")}</bdi>
          </p>
          <SecretState endpoint={endpoint} />
          <LastTest test={endpoint.lastTest} />
        </div>
        <div class="row">
          {isEnabled ? (
            <Status tone="sure">{t.enabled}</Status>
          ) : (
            <Status tone="wrong">{t.disabled}</Status>
          )}
          {pending === 0 ? null : <Status tone="now">{t.pending(pending)}</Status>}
          {dead === 0 ? null : <Status tone="wrong">{t.failed(dead)}</Status>}
          {dead === 0 ? null : (
            <Button onPress={() => sendAgain(null)} onProblem={toastProblem}>
              {t.resendAll}
            </Button>
          )}
          <EndpointActs endpoint={endpoint} onOpen={onOpen} onChanged={onChanged} />
        </div>
      </header>
      <Deliveries endpointId={endpointId} sentCount={sentCount} onSendAgain={sendAgain} />
    </section>
  );
}

function SecretState({ endpoint }: { readonly endpoint: Endpoint }) {
  const { isAdded, formerSecretUntilMs } = endpoint;
  const t = words.texts.webhooks;
  if (!isAdded) return <p class="soft small">{t.endpoint.configured}</p>;
  if (formerSecretUntilMs === null) return null;
  return (
    <p class="soft small">{t.secret.formerUntil(<Time timestampMs={formerSecretUntilMs} />)}</p>
  );
}

interface SendTestProps {
  readonly endpointId: string;
  readonly onTested: () => void;
}

function SendTest({ endpointId, onTested }: SendTestProps) {
  const test = async (): Promise<void> => {
    await api.call("POST /v1/webhooks/:endpointId/test", { params: { endpointId } });
    onTested();
  };
  return (
    <Button onPress={test} onProblem={toastProblem}>
      {words.texts.webhooks.test.send}
    </Button>
  );
}

/** What came of the test, which is no event and not among the deliveries. */
function LastTest({ test }: { readonly test: Endpoint["lastTest"] }) {
  const t = words.texts.webhooks.test;
  return (
    <p class="small delivery-test">
      <span role="status">
        {test === null ? null : (
          <>
            <Status tone={test.isAccepted ? "sure" : "wrong"}>
              {test.isAccepted ? t.delivered : t.failed}
            </Status>{" "}
            <bdi>{test.answer}</bdi> <span class="soft">{t.took(test.tookMs)}</span>
          </>
        )}
      </span>{" "}
      {test === null ? null : <Ago timestampMs={test.testedMs} />}
    </p>
  );
}

function EndpointActs({ endpoint, onOpen, onChanged }: EndpointCardProps) {
  const { endpointId, isEnabled, isAdded } = endpoint;
  const t = words.texts.webhooks;
  const params = { endpointId };
  const setEnabled = async (): Promise<void> => {
    const act = isEnabled ? "disable" : "enable";
    await api.call(`POST /v1/webhooks/:endpointId/${act}`, { params });
    onChanged();
  };
  return (
    <>
      <SendTest endpointId={endpointId} onTested={onChanged} />
      <Button kind="bare" onPress={setEnabled} onProblem={toastProblem}>
        {isEnabled ? t.endpoint.disable : t.endpoint.enable}
      </Button>
      {isAdded ? (
        <>
          <Button kind="bare" onPress={() => onOpen({ kind: "events", endpoint })}>
            {t.endpoint.events}
          </Button>
          <Button kind="bare" onPress={() => onOpen({ kind: "secret", endpoint })}>
            {t.secret.new}
          </Button>
          <Button kind="bare" onPress={() => onOpen({ kind: "remove", endpoint })}>
            {t.remove}
          </Button>
        </>
      ) : null}
    </>
  );
}

const TONES = { pending: "now", delivered: "sure", dead: "wrong" } as const;

interface DeliveriesProps {
  readonly endpointId: string;
  /** How often something was sent again here. */
  readonly sentCount: number;
  readonly onSendAgain: (eventId: number) => Promise<void>;
}

/** The newest first, as they are by now; more are added below as they are asked for. */
function Deliveries({ endpointId, sentCount, onSendAgain }: DeliveriesProps) {
  const t = words.texts.webhooks.deliveries;
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
  if (items.length === 0) return <Empty title={t.none} />;
  return (
    <>
      <div class="table-scroll">
        <table class="table cards">
          <caption class="unseen">{t.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t.event}</th>
              <th scope="col">{t.visit}</th>
              <th scope="col">{t.state}</th>
              <th scope="col" class="number">
                {t.attempts}
              </th>
              <th scope="col">{t.when}</th>
              <th scope="col">{t.response}</th>
              <th scope="col">
                <span class="unseen">{t.actions}</span>
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
          <Button onPress={more}>{t.older}</Button>
        </div>
      )}
    </>
  );
}

function DeliveryRow(props: { delivery: Delivery } & Pick<DeliveriesProps, "onSendAgain">) {
  const { eventId, status, attempts, nextMs, deliveredMs, lastAnswer, event } = props.delivery;
  const whenMs = deliveredMs ?? nextMs;
  const t = words.texts.webhooks.deliveries;
  return (
    <tr>
      <th scope="row" class="delivery-event">
        <DeliveredEvent eventId={eventId} event={event} />
      </th>
      <td>
        {event?.visitId == null ? null : (
          <a class="delivery-visit" href={`/console/visits/${event.visitId}`}>
            {t.openVisit}
          </a>
        )}
      </td>
      <td>
        <Status tone={TONES[status]}>{t.states[status]}</Status>
      </td>
      <td class="number" data-name={t.tries}>
        {attempts}
      </td>
      <td>{whenMs === null ? null : <Ago timestampMs={whenMs} />}</td>
      <td data-name={t.answer}>{lastAnswer === null ? null : <bdi>{lastAnswer}</bdi>}</td>
      <td class="end">
        <Button
          kind="bare"
          onPress={() => props.onSendAgain(eventId)}
          onProblem={toastProblem}
          aria-label={t.resendOne(eventId)}
        >
          {t.resend}
        </Button>
      </td>
    </tr>
  );
}

/** What it is, and on opening all that is sent. */
function DeliveredEvent({ eventId, event }: Pick<Delivery, "eventId" | "event">) {
  const t = words.texts.webhooks.deliveries;
  if (event === null) return t.unknown(eventId);
  return (
    <details>
      <summary>
        {event.type} <span class="soft small">{t.number(eventId)}</span>
      </summary>
      <pre class="delivery-body small" dir="ltr">
        {JSON.stringify(event, null, 2)}
      </pre>
    </details>
  );
}
