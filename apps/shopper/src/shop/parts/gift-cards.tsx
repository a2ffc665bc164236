/** Gift cards and member cards of the shop's chain, which pay for a visit before the card does. */
import type { Answer } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useEffect, useState } from "preact/hooks";
import { findKeptCard, type KeptCard, keptCard } from "../member-card.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { Form } from "./form.tsx";
import { Refusal } from "./refusal.tsx";

type Cards = Answer<"GET /v1/visits/:visitId/balances">;
type GivenCard = Cards["cards"][number];

const CHARS_MAX = 40;

/** Nothing where the shop belongs to no chain. */
export function GiftCards({ visitId }: { readonly visitId: string }) {
  const t = words.texts.giftCards;
  const [isOpen, setOpen] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/visits/:visitId/balances", { params: { visitId }, signal }),
    [visitId],
  );
  useEffect(findKeptCard, []);
  if (value === null || !value.isOffered) return null;
  const open = value.cards.filter(({ status }) => status !== "released");
  const onGiven = (card: GivenCard | undefined): void => {
    setOpen(false);
    setRefused(card === undefined || card.cause === null ? null : t.causes[card.cause]);
    reload();
  };
  return (
    <section class="stack tight" aria-label={t.title}>
      {open.map((card) => (
        <HeldCard
          key={card.holdId}
          card={card}
          visitId={visitId}
          currency={value.currency}
          reload={reload}
        />
      ))}
      {refused === null ? null : (
        <p class="note warning" role="alert">
          {refused}
        </p>
      )}
      {keptCard.value === null || open.some(({ kind }) => kind === "points") ? null : (
        <UseKept card={keptCard.value} visitId={visitId} onGiven={onGiven} />
      )}
      <Button onPress={() => setOpen(true)}>{t.add}</Button>
      <Dialog title={t.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <CardForm visitId={visitId} onGiven={onGiven} />
        <Button kind="bare" class="wide" onPress={() => setOpen(false)}>
          {words.texts.cancel}
        </Button>
      </Dialog>
    </section>
  );
}

interface HeldCardProps {
  readonly card: GivenCard;
  readonly visitId: string;
  readonly currency: string;
  readonly reload: () => void;
}

function HeldCard({ card, visitId, currency, reload }: HeldCardProps) {
  const t = words.texts.giftCards;
  const { locale } = useLocale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { kind, lastFour, holdId, heldMinor } = card;
  const remove = async (): Promise<void> => {
    setProblem(null);
    const params = { visitId, holdId };
    await api.call("POST /v1/visits/:visitId/balances/:holdId/remove", { params });
    reload();
  };
  if (kind === null) return <p class="note">{t.asking}</p>;
  const name = t.names[kind](lastFour ?? "");
  return (
    <div class="note sure">
      <p>
        <strong>{name}</strong> {t.pays(formatMoney(heldMinor, currency, locale))}
      </p>
      <Refusal problem={problem} />
      <Button kind="bare" aria-label={t.removeOf(name)} onPress={remove} onProblem={setProblem}>
        {t.remove}
      </Button>
    </div>
  );
}

/** Gives the card, and returns it as the chain answered. */
async function giveCard(visitId: string, body: KeptCard): Promise<GivenCard | undefined> {
  const params = { visitId };
  const { holdId } = await api.call("POST /v1/visits/:visitId/balances", { params, body });
  const { cards } = await api.call("GET /v1/visits/:visitId/balances", { params });
  return cards.find((card) => card.holdId === holdId);
}

interface UseKeptProps extends CardFormProps {
  readonly card: KeptCard;
}

/** The member card that is kept on this phone, with one tap. */
function UseKept({ card, visitId, onGiven }: UseKeptProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const use = async (): Promise<void> => {
    setProblem(null);
    onGiven(await giveCard(visitId, card));
  };
  return (
    <>
      <Refusal problem={problem} />
      <Button onPress={use} onProblem={setProblem}>
        {words.texts.member.use}
      </Button>
    </>
  );
}

interface CardFormProps {
  readonly visitId: string;
  /** The card as the chain answered. */
  readonly onGiven: (card: GivenCard | undefined) => void;
}

function CardForm({ visitId, onGiven }: CardFormProps) {
  const t = words.texts.giftCards;
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  const give = async (): Promise<void> =>
    onGiven(await giveCard(visitId, { number: number.trim(), code: code.trim() }));
  const isReady = number.trim() !== "" && code.trim() !== "";
  const plain = { dir: "ltr", autoComplete: "off", maxLength: CHARS_MAX } as const;
  return (
    <Form label={t.use} onSubmit={give} isQuiet={!isReady}>
      <Field label={t.number} inputMode="numeric" value={number} onValue={setNumber} {...plain} />
      <Field label={t.code} hint={t.hint} value={code} onValue={setCode} {...plain} />
    </Form>
  );
}
