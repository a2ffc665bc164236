import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

export const welcome: ConsoleWords["welcome"] = {
  what: "offener Laden ohne Kasse, selbst betrieben",
  now: "Der Laden jetzt",
  foot: "Alles läuft und bleibt auf diesem Computer. Drücken Sie im Terminal Strg-C, um den Laden zu schließen. Wenn Sie ihn wieder öffnen, geht es dort weiter.",
  headline: ["Hineingehen.", "Nehmen.", "Hinausgehen."],
  text: "Waagen im Regal und Handbewegungen zeigen, wer was genommen hat, und der Beleg sagt, wie sicher das ist. Die Kunden hier sind simuliert, und es fließt kein Geld. Das System, das sie beobachtet, ist echt.",
  operate: "Den Laden betreiben",
  walk: "Als Kunde hineingehen",

  openFloor: "Verkaufsfläche öffnen",
  opening: "Der Laden wird geöffnet",
  inside: (count) =>
    count === 0
      ? "Jetzt ist niemand im Laden"
      : plural(count, {
          one: "Jetzt ist eine Person im Laden",
          other: "Jetzt sind # Personen im Laden",
        }),

  ways: "Weitere Bildschirme des Ladens",
  phones: "Auf dem Handy",
  phonesText: "Was Kunden sehen: ein Code für das Tor, der Warenkorb live, Belege.",
  entrance: "Am Eingang",
  entranceText: "Die Anzeige am Tor: ob der Laden offen ist und wie man hineinkommt.",
  kiosk: "Am Kiosk",
  kioskText: "Kunden ohne Handy finden hier ihren Beleg und bezahlen, was offen ist.",
  cart: "Mit einem smarten Wagen",
  cartText:
    "Nehmen Sie einen: scannen, wiegen, an der Ausgangsspur bezahlen. Oder schummeln Sie und sehen Sie, was er daraus macht.",
  docs: "In der Dokumentation",
  docsText: "Erste Schritte, wie es funktioniert und wie Sie einen eigenen Laden betreiben.",
};
