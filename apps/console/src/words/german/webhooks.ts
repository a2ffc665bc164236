import { createPlural } from "@saunter/ui/i18n";
import type { ConsoleWords } from "../british.ts";

const plural = createPlural("de");

export const webhooks: ConsoleWords["webhooks"] = {
  title: "Webhooks",
  keys: "API-Schlüssel",
  add: "Webhook hinzufügen",
  none: "Noch keine Webhooks",
  noneText: "Ein Webhook sendet signiert an ein anderes System, was im Laden geschieht.",
  remove: "Entfernen",

  secret: {
    title: "Signaturschlüssel",
    another: (url) => `Wählen Sie „Neuer Schlüssel“ bei ${url}`,
    shown: (url) => [
      "Das ist der Signaturschlüssel von ",
      url,
      ". Wir zeigen ihn nur einmal: Kopieren Sie ihn jetzt in das empfangende System, und senden Sie ihm einen Test.",
    ],
    new: "Neuer Schlüssel",
    both: "Nachrichten werden eine Zeit lang mit beiden Schlüsseln signiert, damit inzwischen keine abgelehnt wird.",
    former: "Der frühere Schlüssel signiert",
    make: "Neuen Schlüssel erzeugen",
    formerUntil: (time) => ["Auch mit dem früheren Schlüssel signiert, bis ", time],
  },

  adding: {
    address: "Adresse",
    hint: "Beginnt mit https:// und führt aus dem Laden hinaus.",
    add: "Hinzufügen",
    save: "Speichern",
  },

  removing: {
    title: "Webhook entfernen",
    text: (url) => [
      "An ",
      url,
      " wird nichts mehr gesendet, und die Liste der Zustellungen wird gelöscht.",
    ],
    done: "Webhook entfernt.",
  },

  endpoint: {
    enabled: "aktiv",
    disabled: "inaktiv",
    pending: (count) => `${count} ausstehend`,
    failed: (count) => `${count} fehlgeschlagen`,
    resendAll: "Alle fehlgeschlagenen erneut senden",
    resending: (count) =>
      plural(count, {
        one: "# Ereignis wird erneut gesendet.",
        other: "# Ereignisse werden erneut gesendet.",
      }),
    configured: "Aus der Konfiguration des Ladens",
    enable: "Aktivieren",
    disable: "Deaktivieren",
    events: "Ereignisse",
  },

  test: {
    send: "Test senden",
    delivered: "Test zugestellt",
    failed: "Test fehlgeschlagen",
    took: (tookMs) => `in ${tookMs} ms`,
  },

  deliveries: {
    caption: "Zustellungen",
    none: "Noch keine Zustellungen",
    event: "Ereignis",
    visit: "Besuch",
    state: "Stand",
    attempts: "Versuche",
    when: "Wann",
    response: "Letzte Antwort",
    actions: "Aktionen",
    tries: "Versuche",
    answer: "Antwort",
    older: "Ältere",
    openVisit: "Besuch öffnen",
    resend: "Erneut senden",
    resendOne: (eventId) => `Ereignis ${eventId} erneut senden`,
    unknown: (eventId) => `Ereignis ${eventId}`,
    number: (eventId) => `Nr. ${eventId}`,
    states: { pending: "ausstehend", delivered: "zugestellt", dead: "fehlgeschlagen" },
  },

  events: {
    title: "Ereignisse",
    all: "Alle Ereignisse, auch die späterer Versionen",
    types: {
      "visit.opened": "Ein Besuch beginnt",
      "visit.closed": "Ein Besuch endet",
      "cart.updated": "Ein Wagen ändert sich",
      "interaction.decided": "Eine Entnahme oder ein Zurückstellen ist entschieden",
      "receipt.drafted": "Ein vorläufiger Beleg entsteht",
      "receipt.finalised": "Ein Beleg ist endgültig",
      "receipt.contested": "Ein Artikel wird reklamiert",
      "receipt.corrected": "Ein Beleg wird korrigiert",
      "receipt.refunded": "Es wird erstattet",
      "charge.updated": "Geld wird reserviert, abgebucht oder erstattet",
      "debt.opened": "Eine Abbuchung ist fehlgeschlagen",
      "debt.settled": "Ein offener Betrag wird bezahlt oder erlassen",
      "review.opened": "Eine Prüfung wartet",
      "review.ended": "Eine Prüfung ist entschieden oder abgelaufen",
      "stock.changed": "Ein Regalplatz wird gezählt, aufgefüllt oder leerer",
      "drawer.changed": "Die Kassenlade wird gezählt, geleert oder mit Wechselgeld gefüllt",
      "goods.changed": "Artikel, Regalplan oder Angebote ändern sich",
      "alert.raised": "Ein Alarm wird ausgelöst",
      "alert.acknowledged": "Ein Alarm wird bestätigt",
      "alert.cleared": "Ein Alarm ist erledigt",
    },
  },
};
