import { createPlural } from "@saunter/ui/i18n";
import { problemsGerman } from "@saunter/ui/words/problems-de";
import type { KioskWords } from "./british.ts";

const plural = createPlural("de");

export const german: KioskWords = {
  problems: problemsGerman,
  tryAgain: "Noch einmal versuchen",
  back: "Zurück",
  startAgain: "Zum Anfang",
  language: "Sprache",
  loading: "Einen Moment",
  lost: "Der Laden ist nicht erreichbar. Es geht von selbst weiter.",

  setUp: {
    title: "Dieses Terminal einrichten",
    demo: "In dieser Vorführung lässt sich der Schlüssel sofort anlegen.",
    beginDemo: "Mit neuem Schlüssel beginnen",
    text: "Für das Personal: Geben Sie einmal den Schlüssel eines Geräts ein. Er bleibt allein in diesem Browser.",
    key: "Schlüssel des Geräts",
    keyHint: "Er beginnt mit saunter_",
    noKey: "Das ist kein Schlüssel eines Geräts.",
    reader: "Name des Kartenlesers",
    readerHint: "Wie das Kartenterminal ihn kennt.",
    begin: "Beginnen",
    refused: "Der Schlüssel dieses Terminals gilt nicht mehr.",
  },

  start: {
    title: "Finden Sie Ihren Beleg",
    text: "Ansehen, bezahlen oder auf dem Telefon mitnehmen.",
    card: "Ich habe mit Karte bezahlt",
    cardText: "Halten Sie dieselbe Karte noch einmal an den Leser",
    digits: "Ich kenne die letzten vier Ziffern meiner Karte",
    digitsText: "Und weiß ungefähr, wann ich gegangen bin",
    code: "Ich habe den Code",
    codeText: "Den des Belegs, zum Scannen oder Eintippen",
  },

  card: {
    title: "Halten Sie Ihre Karte an den Leser",
    text: "Die, mit der Sie hereingekommen sind. Es wird nichts abgebucht.",
    none: "Zu dieser Karte ist nichts da",
    noneText:
      "Nehmen Sie die Karte, mit der Sie hereingekommen sind, oder suchen Sie den Beleg auf andere Weise.",
  },

  digits: {
    title: "Die letzten vier Ziffern Ihrer Karte",
    entered: (digits) => `Eingegeben: ${digits.split("").join(" ")}`,
    nothing: "Noch nichts eingegeben",
    erase: "Löschen",
    when: "Wann sind Sie ungefähr gegangen?",
    earlier: "Früher",
    later: "Später",
    find: "Suchen",
    none: "Es ist nichts gefunden worden",
    noneText: "Prüfen Sie die Ziffern, und versuchen Sie es zehn Minuten früher oder später.",
    several: "Es passen mehrere",
    severalText: "Damit niemand fremde Belege sieht: Halten Sie Ihre Karte an den Leser.",
  },

  code: {
    title: "Der Code Ihres Belegs",
    text: "Halten Sie ihn unter den Scanner, oder tippen Sie das Ende seiner Adresse ein.",
    label: "Code",
    find: "Suchen",
    camera: "Mit der Kamera scannen",
    cameraOn: "Halten Sie den Code vor die Kamera",
    cameraFailed: "Die Kamera kann hier nicht benutzt werden.",
    wrong: "Das ist kein Code eines Belegs.",
  },

  choose: {
    title: "Welcher Besuch?",
    left: (time) => `Gegangen ${time}`,
  },

  receipt: {
    title: "Ihr Beleg",
    number: (number) => `Nr. ${number}`,
    left: (time) => `Gegangen ${time}`,
    nothing: "Es wurde nichts genommen.",
    things: (count) => plural(count, { one: "# Artikel", other: "# Artikel" }),
    total: "Summe",
    sure: "dass die Zeile stimmt",
    take: "Zum Mitnehmen",
    takeText:
      "Scannen Sie das mit dem Telefon: Es ist Ihr Beleg, und dort können Sie sagen, was nicht stimmt.",
    draft: "Er wird noch abgerechnet, in wenigen Sekunden.",
    waiting: (time) =>
      `Jemand sieht ihn sich an, spätestens bis ${time}; danach wird zu Ihren Gunsten entschieden.`,
    paid: "Bezahlt",
    paidText: "Es ist nichts offen.",
    owed: (amount) => `${amount} sind noch offen`,
    owedText: "Die Karte hat nicht alles bezahlt. Bis dahin bleibt die Schranke für sie zu.",
    cash: (amount) => `${amount} sind bar zu bezahlen`,
    cashText: "Bitte bezahlen Sie an der Kasse.",
    comesBack: (amount) => `${amount} kommen zurück`,
    comesBackText: "Die Bank braucht ein paar Tage.",
    asked: (amount) => `${amount} werden abgebucht`,
    askedText: "Ihre Bank wird gerade gefragt.",
    pay: "Mit Karte bezahlen",
  },

  pay: {
    title: (amount) => `${amount} bezahlen`,
    hold: "Halten Sie eine Karte an den Leser",
    holdText: "Es darf eine andere sein als vorher.",
    asking: "Ihre Bank wird gefragt",
    confirm: "Ihre Bank möchte eine Bestätigung",
    confirmText:
      "Scannen Sie das mit dem Telefon, und bestätigen Sie dort. Dieser Bildschirm merkt es von selbst.",
    confirmApp:
      "Öffnen Sie die App Ihrer Bank, und bestätigen Sie dort. Dieser Bildschirm merkt es von selbst.",
    bankPage: "Die Seite Ihrer Bank",
    another: "Eine andere Karte nehmen",
    declined: "Die Karte wurde abgelehnt",
    declinedText:
      "Es wurde nichts abgebucht. Versuchen Sie eine andere Karte, oder fragen Sie an der Kasse.",
    again: "Noch einmal eine Karte lesen",
    paid: "Bezahlt. Vielen Dank!",
    paidText: "Die Schranke ist wieder für Sie offen.",
    simulated: "Dieser Laden ist simuliert: Wählen Sie, was der Leser liest.",
    cards: {
      good: "Eine gute Karte",
      confirmed: "Eine Karte, deren Bank eine Bestätigung möchte",
      declined: "Eine Karte, die abgelehnt wird",
    },
  },

  idle: {
    title: "Sind Sie noch da?",
    text: (seconds) =>
      plural(seconds, {
        one: "In # Sekunde geht es zurück zum Anfang.",
        other: "In # Sekunden geht es zurück zum Anfang.",
      }),
    stay: "Ich bin da",
  },
};
