import type { ChainWords } from "./british.ts";

export const loyalty: ChainWords["loyalty"] = {
  set: "Regel festlegen",
  versions: "Versionen",
  none: "Keine Punkteregeln",
  noneText: "Ohne Regel sammeln Belege keine Punkte.",
  basket: "Ein Einkauf über",
  example: (basket, points, worth, percent) =>
    `Ein Einkauf über ${basket} sammelt ${points} im Wert von ${worth} (${percent}).`,
  rule: (earned, per, points, worth) => `${earned} je ${per}; ${worth} kosten ${points}.`,
  open: "Kunden dürfen selbst Mitglied werden.",
  closed: "Nur Mitarbeiter fügen Mitglieder hinzu.",
  mayJoin: "Kunden dürfen selbst Mitglied werden",
  version: "Version",
  states: { now: "Gilt", later: "Später", past: "Vorbei" },
  content: "Regel",
  from: "Ab",
  note: "Warum",
  earned: "Punkte",
  per: "Je",
  pays: (worth) => `Punkte, die ${worth} zahlen`,
  countWrong: "Geben Sie eine ganze Zahl ein.",
  day: "Ab Tag",
  dayHint: "Ab Mitternacht hier. Leer: ab sofort. Belege behalten, was sie gesammelt haben.",
  done: "Regel festgelegt.",
};
