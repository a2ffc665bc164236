import type { ConsoleWords } from "../british.ts";

export const till: ConsoleWords["till"] = {
  title: "Kasse",
  openForCash: "Tor für Barzahler öffnen",
  toSettle: "Besuche, die abzurechnen sind",
  find: "Besuch suchen",
  findHint: "Letzte vier Ziffern der Karte, Betrag, Uhrzeit oder Belegnummer",
  noneFound: "Kein Besuch gefunden",
  noneFoundText:
    "Versuchen Sie die Uhrzeit des Verlassens, etwa 14:30, oder den Betrag, etwa 3,20.",
  none: "Nichts abzurechnen",
  noneText: "Unbezahlte Besuche und Barzahler erscheinen hier automatisch.",
  choose: "Wählen Sie einen Besuch",
  chooseText:
    "Wer vor Ihnen steht, wird über die letzten vier Ziffern der Karte oder die Uhrzeit des Verlassens gefunden.",
  entered: "hereingekommen",
  left: "gegangen",
  number: (documentNumber) => `Nr. ${documentNumber}`,

  admit: {
    people: "Anzahl der Personen",
    gate: "Tor",
    open: "Tor öffnen",
    done: "Das Tor ist offen. Der Besuch steht in der Liste: Bezahlt wird hier beim Verlassen.",
    noGate: "Dieser Laden hat kein Eingangstor",
  },

  drawer: {
    title: "Kassenlade",
    shouldBe: "Sollbestand",
    states: {
      uncounted: "noch nicht gezählt",
      low: "zu wenig Wechselgeld",
      high: "mehr, als hier liegen sollte",
    },
    begin: "Zählen Sie den Bestand beim Öffnen und danach, wann immer Sie möchten.",
    counted: "Gezählt",
    by: (name) => `von ${name}`,
    missing: (money) => `${money} fehlen`,
    over: (money) => `${money} zu viel`,
    exact: "wie erwartet",
    count: "Zählen",
    bank: "Zur Bank bringen",
    add: "Wechselgeld einlegen",
    history: "Verlauf",
    countTitle: "Kassenlade zählen",
    countLabel: "Bargeld in der Kassenlade",
    countHint: "Alle Scheine und Münzen.",
    saveCount: "Zählung speichern",
    moveLabel: "Betrag",
    saveBank: "Entnahme eintragen",
    saveAdd: "Einlage eintragen",
    done: {
      first: (money) => `${money} gezählt.`,
      counted: (money, difference) => `${money} gezählt: ${difference}.`,
      banked: (money) => `${money} zur Bank gebracht.`,
      added: (money) => `${money} Wechselgeld eingelegt.`,
    },
    noAmount: "Der Betrag muss eine Zahl sein, etwa 50 oder 120,50.",
    tooMuch: (money) =>
      `Es sollten nur ${money} da sein. Zählen Sie die Kassenlade, wenn es mehr ist.`,
    closingText: (banked, difference, expected) =>
      `${banked} zur Bank, ${difference}, Sollbestand ${expected}`,
    historyTitle: "Verlauf der Kassenlade",
    noHistory: "Noch nichts eingetragen",
    older: "Ältere",
    kinds: { counted: "Gezählt", banked: "Zur Bank", added: "Wechselgeld eingelegt" },
    columns: {
      when: "Wann",
      what: "Was",
      amount: "Betrag",
      difference: "Differenz",
      who: "Wer",
    },
  },
};
