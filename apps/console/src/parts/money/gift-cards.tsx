/** Gift cards and member cards of the chain at the counter: what one has, and paying a visit with it. */
import type { Answer } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney, formatTime } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { useCalmEvents } from "../use-calm-events.ts";

type VisitCards = Answer<"GET /v1/visits/:visitId/balances">;
type HeldCard = VisitCards["cards"][number];
type Shown = Answer<"POST /v1/chain/card">;
type Cause = NonNullable<Shown["cause"]>;

const CARD_CHARS_MAX = 40;

interface GivenCard {
  readonly number: string;
  readonly code: string;
}

/** On the till's page: what a card has. Nothing where the shop belongs to no chain. */
export function CardBalance() {
  const t = words.texts.giftCards;
  const [isOpen, setOpen] = useState(false);
  const { value } = useLoaded((signal) => api.call("GET /v1/chain", { signal }), []);
  if (value?.chain == null) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t.askBalance}</Button>
      <Dialog title={t.askBalance} isOpen={isOpen} onClose={() => setOpen(false)}>
        {isOpen ? <CardForm /> : null}
      </Dialog>
    </>
  );
}

interface GiftCardsProps {
  readonly visitId: string;
  readonly onChanged?: () => void;
}

/** Of a visit: cards that pay for it, and the way to give one. Nothing where there are none and none can be given. */
export function GiftCards({ visitId, onChanged }: GiftCardsProps) {
  const t = words.texts.giftCards;
  const [isOpen, setOpen] = useState(false);
  const [cause, setCause] = useState<Cause | null>(null);
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/visits/:visitId/balances", { params: { visitId }, signal }),
    [visitId],
  );
  useCalmEvents(["charge.*", "receipt.*"], reload, visitId);
  if (value === null) return null;
  const cards = value.cards.filter(({ status }) => status !== "released");
  if (!value.isOffered && cards.length === 0) return null;
  const changed = (): void => {
    reload();
    onChanged?.();
  };
  const onGiven = (card: HeldCard | undefined): void => {
    setOpen(false);
    setCause(card?.cause ?? null);
    changed();
  };
  return (
    <section class="card pad stack" aria-label={t.title}>
      <h2>{t.title}</h2>
      {cards.map((card) => (
        <OneCard key={card.holdId} card={card} visit={value} onChanged={changed} />
      ))}
      <CauseNote cause={cause} />
      {value.isOffered ? (
        <div class="row">
          <Button onPress={() => setOpen(true)}>{t.use}</Button>
        </div>
      ) : null}
      <Dialog title={t.use} isOpen={isOpen} onClose={() => setOpen(false)}>
        {isOpen ? <CardForm pay={(card) => giveCard(visitId, card).then(onGiven)} /> : null}
      </Dialog>
    </section>
  );
}

/** Gives the card, and returns it as the chain answered. */
async function giveCard(visitId: string, body: GivenCard): Promise<HeldCard | undefined> {
  const params = { visitId };
  const { holdId } = await api.call("POST /v1/visits/:visitId/balances", { params, body });
  const { cards } = await api.call("GET /v1/visits/:visitId/balances", { params });
  return cards.find((card) => card.holdId === holdId);
}

interface OneCardProps {
  readonly card: HeldCard;
  readonly visit: VisitCards;
  readonly onChanged: () => void;
}

function OneCard({ card, visit: { visitId, currency }, onChanged }: OneCardProps) {
  const t = words.texts.giftCards;
  const { locale } = useLocale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { kind, lastFour, status, heldMinor, capturedMinor, holdId } = card;
  if (kind === null) return <p class="note">{t.asking}</p>;
  const name = t.names[kind](lastFour ?? "");
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const remove = async (): Promise<void> => {
    setProblem(null);
    const params = { visitId, holdId };
    await api.call("POST /v1/visits/:visitId/balances/:holdId/remove", { params });
    onChanged();
  };
  return (
    <div class="note sure">
      <p>
        <strong>{name}</strong>{" "}
        {status === "captured" ? t.paid(money(capturedMinor)) : t.pays(money(heldMinor))}
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {status === "captured" ? null : (
        <Button kind="bare" aria-label={t.removeOf(name)} onPress={remove} onProblem={setProblem}>
          {t.remove}
        </Button>
      )}
    </div>
  );
}

function CauseNote({ cause }: { readonly cause: Cause | null }) {
  if (cause === null) return null;
  return (
    <p class="note warning" role="alert">
      {words.texts.giftCards.causes[cause]}
    </p>
  );
}

interface CardFormProps {
  /** Left out: the balance alone is asked for. */
  readonly pay?: (card: GivenCard) => Promise<void>;
}

function CardForm({ pay }: CardFormProps) {
  const t = words.texts.giftCards;
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const card = { number: number.trim(), code: code.trim() };
  const isReady = card.number !== "" && card.code !== "";
  const ask = async (): Promise<void> => {
    setProblem(null);
    setShown(await api.call("POST /v1/chain/card", { body: card }));
  };
  const give = async (): Promise<void> => {
    setProblem(null);
    await pay?.(card);
  };
  const plain = { dir: "ltr", autoComplete: "off", maxLength: CARD_CHARS_MAX } as const;
  const askKind = pay === undefined ? "main" : "plain";
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <Field label={t.number} inputMode="numeric" value={number} onValue={setNumber} {...plain} />
      <Field label={t.code} hint={t.hint} value={code} onValue={setCode} {...plain} />
      <div aria-live="polite">
        <CauseNote cause={shown?.cause ?? null} />
        {shown?.card == null ? null : <Balance card={shown.card} />}
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        {pay === undefined ? null : (
          <Button kind="main" disabled={!isReady} onPress={give} onProblem={setProblem}>
            {t.useThis}
          </Button>
        )}
        <Button
          kind={askKind}
          type={pay === undefined ? "submit" : "button"}
          disabled={!isReady}
          onPress={ask}
          onProblem={setProblem}
        >
          {t.showBalance}
        </Button>
      </div>
    </form>
  );
}

function Balance({ card }: { readonly card: NonNullable<Shown["card"]> }) {
  const t = words.texts.giftCards;
  const { locale, timeZone } = useLocale();
  const { kind, lastFour, amountMinor, heldMinor, currency, expiresMs } = card;
  const notes: ComponentChildren[] = [
    ...(heldMinor === 0 ? [] : [t.held(formatMoney(heldMinor, currency, locale))]),
    ...(expiresMs === null ? [] : [t.expires(formatTime(expiresMs, "date", locale, timeZone))]),
  ];
  return (
    <div class="note">
      <p>{t.names[kind](lastFour)}</p>
      <p class="figure">
        <Money amountMinor={amountMinor} currency={currency} />
      </p>
      {notes.map((note) => (
        <p class="soft small" key={String(note)}>
          {note}
        </p>
      ))}
    </div>
  );
}
