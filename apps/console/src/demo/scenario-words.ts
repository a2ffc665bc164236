/** What people of a scenario are up to, in a few words. */
const WORDS: Readonly<Record<string, string>> = {
  quiet: "One at a time",
  everyday: "An ordinary day",
  busy: "Busy",
  crowd: "A crowd",
  "hand-over": "They give each other things",
  hold: "They hold, and put back",
  misplace: "They put things elsewhere",
  swap: "They swap look-alikes",
  fast: "In a hurry",
  noisy: "Bad scales",
  "broken-tracks": "Bad cameras",
  adversarial: "They try to fool it",
};

export function wordScenario(name: string): string {
  return WORDS[name] ?? name.replaceAll("-", " ");
}
