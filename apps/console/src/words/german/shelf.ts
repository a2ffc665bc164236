import type { ConsoleWords } from "../british.ts";

export const shelf: ConsoleWords["shelf"] = {
  missing: "Dieses Regal gibt es nicht",
  seeAll: "Alle Regale auf der Verkaufsfläche ansehen",
  back: "Zurück zur Verkaufsfläche",
  title: (gondola, shelf) => `Gondel ${gondola}, Regal ${shelf}`,
  planogram: "Regalplan",
  tooMany:
    "Zu viele Live-Ansichten von Regalen sind offen. Schließen Sie eine, um dieses Regal live zu sehen.",
  lost: "Verbindung verloren. Das sind die letzten Messwerte.",
  nearby: "Benachbarte Regale",
  neighbours: {
    previous: "Vorige Gondel",
    above: "Regal darüber",
    below: "Regal darunter",
    next: "Nächste Gondel",
  },
  noNeighbour: (name) => `${name}: keine`,

  silent: "Noch keine Messwerte von diesem Regal",
  silentText: "Seine Platten erscheinen, sobald die Gondel die ersten Messwerte sendet.",
  unplanned: "Platten ohne Artikel",
  noProduct: "Kein Artikel",
  expected: "erwartet",
  byWeight: "nach Gewicht",
  state: "Stand",
  stock: {
    more: (count) => `${count} mehr als erwartet`,
    fewer: (count) => `${count} weniger als erwartet`,
    low: "wenig Bestand",
    uncounted: "nicht gezählt",
    asExpected: "wie erwartet",
  },

  plates: {
    silent: "Noch keine Messwerte von diesen Platten.",
    caption: "Platten und ihre Messwerte in der letzten Minute",
    plate: "Platte",
    lastMinute: "Letzte Minute",
    sinceCount: "Seit Zählung",
    reading: "Messwert",
    noise: "Rauschen",
    health: "Stand",
    grams: (amount) => `${amount} g`,
    moves: "bewegt",
    well: "OK",
  },

  picks: "Letzte Entnahmen",
};
