/** What is recorded of people and kept, in the words of a language, from the configuration. */
import { makeEvidencePeriods } from "../evidence/evidence-periods.ts";
import { findClipsMs, type Kept, type KeptKind, listKept, type NoticeConfig } from "./list-kept.ts";
import { findNoticeTexts, type NoticeTexts } from "./notice-texts.ts";

export interface Notice {
  /** BCP 47. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  /** To be read one after the other. */
  readonly sentences: readonly string[];
  readonly kept: readonly KeptInWords[];
}

export interface KeptInWords {
  readonly kind: KeptKind;
  readonly what: string;
  readonly why: string;
  readonly until: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Periods of fewer days are told in hours. */
const DAYS_FROM = 2;

/** @param locale BCP 47; throws RangeError on what is none */
export function makeNotice(config: NoticeConfig, locale: string): Notice {
  const texts = findNoticeTexts(locale);
  const { language, direction } = texts;
  return {
    language,
    direction,
    sentences: listSentences(config, texts),
    kept: listKept(config).map((one) => describeKept(one, texts)),
  };
}

function listSentences(config: NoticeConfig, texts: NoticeTexts): string[] {
  const { positionsMs, keepsSurePositions } = makeEvidencePeriods(config.policies);
  const clipsMs = findClipsMs(config);
  const duration = formatPeriod(positionsMs, texts.language);
  const forgotten = keepsSurePositions ? texts.forgottenEach : texts.forgottenUncertain;
  return [
    ...(config.source.kind === "simulated" ? [texts.simulated] : []),
    ...[texts.seen, findNever(config, texts), forgotten(duration)],
    ...(clipsMs === null ? [] : [texts.clips(formatPeriod(clipsMs, texts.language))]),
    texts.card,
  ];
}

/** What is never kept: pictures are none of that where clips are. */
export function findNever(config: NoticeConfig, texts: NoticeTexts): string {
  return findClipsMs(config) === null ? texts.never : texts.neverButClips;
}

function describeKept({ kind, until }: Kept, texts: NoticeTexts): KeptInWords {
  const duration = "durationMs" in until ? formatPeriod(until.durationMs, texts.language) : "";
  return { kind, ...texts.kept[kind], until: texts.until[until.kind](duration) };
}

/** Whole hours or days, never fewer than it is. */
export function formatPeriod(durationMs: number, locale: string): string {
  const days = Math.ceil(durationMs / DAY_MS);
  const [unit, count] =
    days >= DAYS_FROM ? ["day", days] : ["hour", Math.ceil(durationMs / HOUR_MS)];
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: unit as string,
    unitDisplay: "long",
  });
  return format.format(count as number);
}
