import type { ConsoleWords } from "../british.ts";

export const walk: ConsoleWords["walk"] = {
  shop: "Der Laden",
  recording: "In eine Aufzeichnung können Sie nicht hineingehen",
  recordingText: "Wählen Sie in der Leiste oben den simulierten Laden.",
  noShelves: "Die Standorte der Regale sind nicht konfiguriert",
  noShelvesText:
    "Tragen Sie die Standorte der Regale in die Konfiguration ein, um durch den Laden zu gehen.",
  phoneView: "Was Ihr Handy zeigt",
  shopView: "Wie der Laden Sie sieht",

  said: {
    reach: (name) => `Sie greifen nach ${name}`,
    took: (name) => `Genommen: ${name}`,
    putBack: (name) => `Zurückgelegt: ${name}`,
    leaving: "Sie gehen zum Ausgang",
    isIn: "Sie sind im Laden",
    isOut: "Sie sind draußen",
    refused: (title, detail) => (detail === "" ? title : `${title}: ${detail}`),
  },

  cart: {
    title: "Ihr Warenkorb",
    seen: "Ihr Warenkorb, wie der Laden ihn sieht",
    howSure: "wie sicher der Laden bei Ihrem Warenkorb ist",
    howSureOf: (count) => `wie sicher der Laden bei ${count} ist`,
    nothing: "Noch nichts. Gehen Sie zu einem Regal und nehmen Sie etwas.",
    undetected: "noch nicht erkannt",
    putBack: "Zurücklegen",
    putBackNamed: (name) => `${name} zurücklegen`,
    right: "Richtig: Das halten Sie in der Hand",
    wrong: "Falsch: Sie halten etwas anderes",
  },

  left: {
    receipt: "Beleg",
    again: "Noch einmal einkaufen",
    onItsWay: "Sie sind draußen. Ihr Beleg kommt gleich.",
    onPhone: "Der Beleg auf Ihrem Handy",
    evidence: "Beweise ansehen",
    right: "Richtig: Genau das haben Sie genommen",
    tookNothing: "Sie haben nichts genommen.",
    took: (items) => `Sie haben genommen: ${items}.`,
    dispute:
      "Reklamieren Sie auf dem Beleg Ihres Handys: Was unsicher ist, wird zu Ihren Gunsten entschieden.",
  },

  shelf: {
    before: "Regal vor Ihnen",
    name: (number) => `Regal ${number}`,
    take: "Nehmen:",
    howTo: "So gehen Sie",
    tap: "Tippen Sie an, was Sie nehmen",
    orKey: ", oder drücken Sie die Taste",
    putsBack: "legt das Letzte zurück.",
    comeIn: "Kommen Sie herein: Das Tor öffnet sich mit einer simulierten Karte.",
    or: "oder",
    walks: "zum Gehen.",
    tapFloor: "Tippen Sie auf den Boden oder ein Regal, um dorthin zu gehen.",
    see: "Hier sehen Sie das Regal vor Ihnen. Nehmen Sie etwas, legen Sie es zurück, gehen Sie hinaus.",
    goTo: "Gehen zu",
    aShelf: "Regal wählen",
    more: (names) => `${names} und mehr`,
  },

  door: {
    comeIn: "Hineingehen",
    waiting: "Sie stehen am Tor. Sie kommen hinein, sobald es frei ist",
    leave: "Hinausgehen",
    cart: "Ihr Warenkorb:",
  },
};
