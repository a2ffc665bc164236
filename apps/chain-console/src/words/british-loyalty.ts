/** Words of the page of loyalty rules. */
export const loyalty = {
  set: "Set a rule",
  versions: "Versions",
  none: "No loyalty rules",
  noneText: "Without one, receipts earn no points.",
  basket: "A basket of",
  example: (basket: string, points: string, worth: string, percent: string) =>
    `A basket of ${basket} earns ${points}, worth ${worth} (${percent}).`,
  rule: (earned: string, per: string, points: string, worth: string) =>
    `${earned} for each ${per}; ${worth} costs ${points}.`,
  open: "Shoppers may join by themselves.",
  closed: "Only staff add members.",
  mayJoin: "Shoppers may join by themselves",
  version: "Version",
  states: { now: "Now", later: "Later", past: "Past" },
  content: "Rule",
  from: "From",
  note: "Why",
  earned: "Points",
  per: "For each",
  pays: (worth: string) => `Points that pay ${worth}`,
  countWrong: "Enter a whole number.",
  day: "From day",
  dayHint: "From midnight here. Leave empty to start now. Receipts keep what they have earned.",
  done: "Rule set.",
};
