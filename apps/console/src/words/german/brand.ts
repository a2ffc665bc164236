import type { ConsoleWords } from "../british.ts";

export const brand: ConsoleWords["brand"] = {
  text: "Beides erscheint auf den Seiten für Kunden, auf Kiosk, Wagen und Anzeigen, in dieser Konsole und auf Belegen.",

  colour: {
    title: "Farbe",
    field: "Farbe des Ladens",
    pick: "Farbe wählen",
    hint: "Zum Beispiel #0b7a75. Sie wird dunkler oder heller, wo sie nicht lesbar wäre.",
    fault: "Schreiben Sie # und sechs Ziffern oder Buchstaben von a bis f, zum Beispiel #0b7a75.",
    save: "Farbe speichern",
    reset: "Farbe aus der Konfiguration nehmen",
    saved: "Farbe gespeichert.",
    light: "Auf hellen Seiten",
    dark: "Auf dunklen Seiten",
    sample: "Text und",
    button: "Schaltfläche",
  },

  logo: {
    title: "Logo",
    none: "Noch kein Logo.",
    hint: "SVG oder PNG mit höchstens 1024 × 1024 Pixeln, höchstens 100 kB. E-Mails und PDFs zeigen ein PNG, aber kein SVG.",
    upload: "Logo hochladen",
    remove: "Hochgeladenes Logo entfernen",
    saved: "Logo gespeichert.",
    removed: "Hochgeladenes Logo entfernt.",
  },
};
