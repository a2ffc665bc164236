/**
 * What the screen asks the shopper: what saves more than it costs.
 *
 * Method: value of information (Howard 1966). What is likely to be lost, with the check that costs least, is compared
 * with what is likely to be lost once the shopper has answered, by how many answer and how many hide something. What
 * people put right by themselves is worth no question, nor is a hand: it is on no bill.
 */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import { type CartHypothesis, weighCart } from "./cart-hypotheses.ts";
import { advanceHypotheses, QUESTION_KEYS, type SmartCart } from "./cart-state.ts";
import { listCheckCosts } from "./decide-check.ts";
import { listMistakes, type Mistake, type QuestionAbout } from "./list-mistakes.ts";
import { calibrateExact, mayBeAbsent } from "./weigh-certainty.ts";

/** What the screen asks once. */
export interface CartQuestion {
  readonly kind: "question";
  /** The same is asked once. */
  readonly key: string;
  readonly about: QuestionAbout;
  readonly lineId: string | null;
  /** Of what it is about; NaN where nobody knows. */
  readonly weightG: number;
  /** That what is asked about is so. */
  readonly probability: number;
  readonly timestampMs: number;
}

/** A hypothesis with its mistakes. */
interface Weighed {
  readonly weight: number;
  readonly mistakes: readonly Mistake[];
}

/** What is wrong with less than this of all weight is not worth looking at. */
const MISTAKEN_MIN = 0.02;
/** What is worth no question becomes so within more than this, unless something happens. */
const LOOK_AGAIN_MS = 1000;

/** What is to be asked now: one thing, or nothing. */
export function askShopper(cart: SmartCart): CartQuestion[] {
  const { asked, askedMs, likelyMs, nowMs, parameters } = cart;
  const { askGlances, askWrongGlances } = parameters;
  if (isQuiet(cart)) return [];
  const subjects = findSubjects(cart);
  const worth = subjects.filter(
    ({ gain, probability }) => gain >= askGlances + askWrongGlances * (1 - probability),
  );
  if (worth.length === 0) {
    likelyMs.clear();
    const untilMs = subjects.length === 0 ? Number.POSITIVE_INFINITY : nowMs + LOOK_AGAIN_MS;
    cart.quiet = { hypotheses: cart.hypotheses, asked: asked.size, untilMs };
    return [];
  }
  const ids = new Set(worth.map(({ id }) => id));
  for (const id of likelyMs.keys()) if (!ids.has(id)) likelyMs.delete(id);
  for (const id of ids) if (!likelyMs.has(id)) likelyMs.set(id, nowMs);
  const due = worth.filter((one) => isDue(cart, one));
  if (due.length === 0) return [];
  const { mistake, probability } = due.reduce((best, one) => (one.gain > best.gain ? one : best));
  const { about, key, lineId, weightG } = mistake;
  asked.add(key);
  for (const same of [key, ...mistake.sameKeys]) askedMs.set(same, nowMs);
  return [{ kind: "question", key, about, lineId, weightG, probability, timestampMs: nowMs }];
}

/** Whether nothing has happened, and too little time has passed, for something to be worth a question. */
function isQuiet({ asked, hypotheses, nowMs, quiet }: SmartCart): boolean {
  return quiet?.hypotheses === hypotheses && quiet.asked === asked.size && nowMs < quiet.untilMs;
}

/** What was asked about is still so at this probability, or its question is over. */
const STILL_MIN = 0.1;

/** Whether what was asked about may still be so. */
export function isStillAsked(
  cart: SmartCart,
  { about, key, lineId }: Pick<CartQuestion, "about" | "key" | "lineId">,
): boolean {
  if (lineId !== null && key === QUESTION_KEYS.lane(lineId)) return mayBeAbsent(cart, lineId);
  const isOfLine = about === "not-in-cart" || about === "taken-out";
  const isSaid = lineId !== null && cart.confirmedMs.has(lineId);
  if (isOfLine && isSaid && !mayBeAbsent(cart, lineId)) return false;
  const isSame = (mistake: Mistake): boolean => {
    if (about === "emptied") return mistake.about === about;
    if (about === "not-scanned") return mistake.key === key || mistake.sameKeys.includes(key);
    return mistake.lineId === lineId;
  };
  const isSo = (one: CartHypothesis): boolean => listMistakes(cart, one).some(isSame);
  return weighCart(cart.hypotheses, isSo) > STILL_MIN;
}

/** Something that may be asked about. */
interface Subject {
  readonly id: string;
  /** Its likeliest. */
  readonly mistake: Mistake;
  readonly probability: number;
  /** What an answer saves, in glances. */
  readonly gain: number;
}

function isDue({ likelyMs, lines, nowMs, parameters }: SmartCart, subject: Subject): boolean {
  const { about, lineId } = subject.mistake;
  const { askAfterMs, askOpenAfterMs, askOutAfterMs } = parameters;
  const isOut = about === "taken-out" || about === "emptied";
  if (nowMs - likelyMs.get(subject.id)! < (isOut ? askOutAfterMs : askAfterMs)) return false;
  if (about === "not-in-cart") return nowMs - lines.get(lineId!)!.scannedMs >= askOpenAfterMs;
  return true;
}

function findSubjects(cart: SmartCart): Subject[] {
  const { asked, askedMs, hypotheses, lines, nowMs, parameters } = cart;
  const weigh = (one: CartHypothesis): Weighed => ({
    weight: Math.exp(one.logWeight),
    mistakes: listMistakes(cart, one),
  });
  const isOpen = ({ key, sameKeys }: Mistake): boolean =>
    !asked.has(key) && !sameKeys.some((same) => askedMs.has(same));
  // What lasts becomes more or less likely: only where that can make a question it is worth its time.
  const mistaken = hypotheses
    .map(weigh)
    .reduce((sum, { mistakes, weight }) => (mistakes.some(isOpen) ? sum + weight : sum), 0);
  if (mistaken < MISTAKEN_MIN) return [];
  const weighed = advanceHypotheses(cart, nowMs).map(weigh);
  const byId = new Map<string, Map<QuestionAbout, { mistake: Mistake; weight: number }>>();
  for (const { mistakes, weight } of weighed) {
    for (const mistake of mistakes.filter(isOpen)) {
      const id = nameSubject(mistake);
      const kinds = byId.get(id) ?? new Map();
      byId.set(id, kinds);
      const known = kinds.get(mistake.about);
      if (known === undefined) kinds.set(mistake.about, { mistake, weight });
      else known.weight += weight;
    }
  }
  return [...byId].map(([id, kinds]) => {
    const ranked = [...kinds.values()].sort((a, b) => b.weight - a.weight);
    const probability = ranked.reduce((sum, { weight }) => sum + weight, 0);
    const isOfSubject = (one: Mistake): boolean => nameSubject(one) === id && isOpen(one);
    const gain = weighGain(parameters, lines.size, weighed, isOfSubject);
    return { id, mistake: ranked[0]!.mistake, probability, gain };
  });
}

function nameSubject({ key, lineId }: Mistake): string {
  return `${key} ${lineId ?? ""}`;
}

/** A result: how likely it is, and together with a right bill. */
interface Result {
  probability: number;
  exact: number;
}

/**
 * What is likely to be lost if this is not asked, less what is if it is, in glances. What people put right by
 * themselves is seen in time, either way.
 */
function weighGain(
  parameters: SmartCartParameters,
  lines: number,
  weighed: readonly Weighed[],
  isOfSubject: (mistake: Mistake) => boolean,
): number {
  const { answers, hides, saysOwnOfGoods } = parameters;
  const unasked = createResult();
  const corrected = createResult();
  const saidOwn = createResult();
  const unanswered = createResult();
  for (const { mistakes, weight } of weighed) {
    const own = mistakes.find(isOfSubject);
    const corrects = own?.isOwn === false ? own.about : null;
    // Whoever puts one right puts others of its kind right, too, if need be once they are asked.
    const others = mistakes
      .filter(({ about }) => about !== corrects)
      .reduce((exact, { stays }) => exact * (1 - stays), 1);
    if (own === undefined) {
      for (const result of [unasked, unanswered]) add(result, weight, others);
    } else if (own.isOwn) {
      add(unasked, weight, others);
      add(saidOwn, weight * answers, others);
      add(unanswered, weight * (1 - answers), others);
    } else {
      const stays = weight * own.stays;
      const honest = (1 - hides) * answers;
      const lies = own.about === "not-scanned" ? hides * answers * saysOwnOfGoods : 0;
      add(unasked, stays, 0);
      add(corrected, stays * honest, others);
      add(saidOwn, stays * lies, 0);
      add(unanswered, stays * (1 - honest - lies), 0);
    }
  }
  const lose = ({ exact, probability }: Result): number =>
    probability > 0 ? probability * weighLoss(parameters, lines, exact / probability) : 0;
  return lose(unasked) - lose(corrected) - lose(saidOwn) - lose(unanswered);
}

function createResult(): Result {
  return { probability: 0, exact: 0 };
}

function add(result: Result, probability: number, exact: number): void {
  result.probability += probability;
  result.exact += probability * exact;
}

/** What is likely to be lost, in glances, with the check that costs least. */
function weighLoss(parameters: SmartCartParameters, lines: number, share: number): number {
  const exact = calibrateExact(parameters, share, lines);
  const bill = { exact, harm: (1 - exact) * parameters.wrongCostGlances };
  return Math.min(...listCheckCosts(bill, 1, parameters).map(([, cost]) => cost));
}
