/** What people of a scenario are up to, in a few words. */
const WORDS: Readonly<Record<string, string>> = {
  quiet: "One at a time",
  everyday: "An ordinary day",
  busy: "Busy",
  crowd: "A crowd",
  "hand-over": "Shoppers hand items to each other",
  hold: "Shoppers pick up and put back",
  misplace: "Shoppers misplace items",
  swap: "Shoppers swap similar products",
  fast: "In a hurry",
  noisy: "Noisy scales",
  "broken-tracks": "Interrupted camera tracking",
  adversarial: "Shoppers try to cheat",
};

export function wordScenario(name: string): string {
  return WORDS[name] ?? name.replaceAll("-", " ");
}
