/** What came in place of readings, in words, and what to check: by the names that transports give it. */

/** Nothing comes at all. */
const UNREACHED: ReadonlyMap<string, string> = makeMap({
  "no-connection": "cannot be reached: check its address, its cable and its supply",
  "no-answer": "does not answer: check its supply, its number on the bus and the line's settings",
  offline: "has told its broker that it is offline: check its supply and its Wi-Fi",
});

const LINE = "check `protocol`, `baud` and `parity`";
const MAP = "check `map` and `unitId`";
const TOPICS = "check `sensors`, and what it publishes";
const UNUSABLE: ReadonlyMap<string, string> = makeMap({
  "another-device": "sends by the name of another: check the id and the topic in its firmware",
  "wrong-row":
    "gives another number of values than it has channels: check `channels` and its plug-in",
  "wrong-answer": `answers something else than it is asked: ${MAP}`,
  "torn-line": `sends lines that cannot be read: ${LINE}`,
  "too-long": `sends lines that cannot be read: ${LINE}`,
  unit: "writes a weight in an unknown unit: set it to grams, kilograms, pounds or ounces",
  "net-weight": "writes net weights, which its tare key changes: set it to gross",
  "no-sensor": `sends messages without its sensors: ${TOPICS}`,
  "not-text": `sends what is no number: ${TOPICS}`,
  checksum: "sends what is damaged on the way: check its cable or its Wi-Fi, then its firmware",
});

export interface RefusedWords {
  /** Whether nothing came at all, and not something that cannot be used. */
  readonly isUnreached: boolean;
  /** What is wrong and what to check. */
  readonly message: string;
}

export function wordRefused(fault: string): RefusedWords {
  const unreached = UNREACHED.get(fault);
  if (unreached !== undefined) return { isUnreached: true, message: unreached };
  const refuses = fault.startsWith("exception-")
    ? `refuses what it is asked, with ${fault}: ${MAP}`
    : `sends what cannot be used (${fault}): check its firmware or its plug-in`;
  return { isUnreached: false, message: UNUSABLE.get(fault) ?? refuses };
}

function makeMap(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words));
}
