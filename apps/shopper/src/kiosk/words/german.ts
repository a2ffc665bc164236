import { createPlural } from "@saunter/ui/i18n";
import { problemsGerman } from "@saunter/ui/words/problems-de";
import type { KioskWords } from "./british.ts";

const plural = createPlural("de");

export const german: KioskWords = {
  problems: problemsGerman,
  tryAgain: "Erneut versuchen",
  back: "Zurück",
  startAgain: "Neu beginnen",
  language: "Sprache",
  loading: "Einen Moment",
  lost: "Der Laden ist nicht erreichbar. Verbindung wird wiederhergestellt …",

  setUp: {
    title: "Dieses Terminal einrichten",
    demo: "In dieser Demo können Sie den Schlüssel sofort erstellen.",
    beginDemo: "Schlüssel erstellen",
    text: "Für das Personal: Geben Sie einmal einen Geräteschlüssel ein. Er bleibt in diesem Browser.",
    key: "Geräteschlüssel",
    keyHint: "Beginnt mit saunter_",
    noKey: "Das ist kein Geräteschlüssel. Prüfen Sie ihn und versuchen Sie es erneut.",
    reader: "Name des Kartenlesers",
    readerHint: "Wie im Kartenterminal eingerichtet.",
    begin: "Schlüssel verwenden",
    refused: "Der Schlüssel dieses Terminals ist nicht mehr gültig. Geben Sie einen neuen ein.",
  },

  start: {
    title: "Finden Sie Ihren Beleg",
    text: "Ansehen, bezahlen oder auf dem Handy mitnehmen.",
    card: "Ich habe mit Karte bezahlt",
    cardText: "Halten Sie dieselbe Karte noch einmal an den Leser",
    digits: "Ich kenne die letzten vier Ziffern meiner Karte",
    digitsText: "Und weiß ungefähr, wann ich gegangen bin",
    code: "Ich habe den Code",
    codeText: "Den Code des Belegs scannen oder eintippen",
  },

  card: {
    title: "Halten Sie Ihre Karte an den Leser",
    text: "Die Karte, mit der Sie hereingekommen sind. Es wird nichts abgebucht.",
    none: "Kein Beleg zu dieser Karte gefunden",
    noneText:
      "Benutzen Sie die Karte, mit der Sie hereingekommen sind, oder suchen Sie den Beleg auf andere Weise.",
  },

  digits: {
    title: "Die letzten vier Ziffern Ihrer Karte",
    entered: (digits) => `Eingegeben: ${digits.split("").join(" ")}`,
    nothing: "Noch keine Ziffern eingegeben",
    erase: "Löschen",
    when: "Wann sind Sie ungefähr gegangen?",
    earlier: "Früher",
    later: "Später",
    find: "Suchen",
    none: "Kein Beleg gefunden",
    noneText: "Prüfen Sie die Ziffern und versuchen Sie es zehn Minuten früher oder später.",
    several: "Mehrere Belege passen",
    severalText: "Damit Sie nur Ihren eigenen Beleg sehen, halten Sie Ihre Karte an den Leser.",
  },

  code: {
    title: "Ihr Belegcode",
    text: "Halten Sie ihn unter den Scanner oder tippen Sie das Ende des Links ein.",
    label: "Code",
    find: "Suchen",
    camera: "Mit der Kamera scannen",
    cameraOn: "Halten Sie den Code vor die Kamera",
    cameraFailed: "Die Kamera ist nicht verfügbar. Tippen Sie den Code ein.",
    wrong: "Das ist kein Belegcode. Prüfen Sie ihn und versuchen Sie es erneut.",
  },

  choose: {
    title: "Welcher Besuch?",
    left: (time) => `Gegangen ${time}`,
  },

  receipt: {
    title: "Ihr Beleg",
    number: (number) => `Nr. ${number}`,
    left: (time) => `Gegangen ${time}`,
    nothing: "Sie haben nichts genommen.",
    things: (count) => plural(count, { one: "# Artikel", other: "# Artikel" }),
    total: "Summe",
    sure: "wie sicher wir bei diesem Artikel sind",
    take: "Zum Mitnehmen",
    takeText:
      "Scannen Sie den Code, um den Beleg auf dem Handy zu öffnen. Dort können Sie auch Artikel reklamieren.",
    draft: "Ihr Beleg ist in wenigen Sekunden endgültig.",
    waiting: (time) =>
      `Unser Personal prüft ihn, spätestens bis ${time}. Schaffen wir das nicht, entscheiden wir zu Ihren Gunsten.`,
    paid: "Bezahlt",
    paidText: "Es ist nichts mehr zu zahlen.",
    owed: (amount) => `Noch ${amount} zu zahlen`,
    owedText:
      "Ihre Karte hat nicht den ganzen Betrag gedeckt. Zahlen Sie den Rest, um wieder einzutreten.",
    cash: (amount) => `${amount} bar zu bezahlen`,
    cashText: "Bitte bezahlen Sie an der Kasse.",
    comesBack: (amount) => `Erstattung von ${amount} unterwegs`,
    comesBackText: "Ihre Bank braucht ein paar Tage.",
    asked: (amount) => `${amount} werden abgebucht`,
    askedText: "Wir warten auf Ihre Bank.",
    pay: "Mit Karte bezahlen",
  },

  pay: {
    title: (amount) => `${amount} bezahlen`,
    hold: "Halten Sie eine Karte an den Leser",
    holdText: "Sie können auch eine andere Karte benutzen.",
    asking: "Wir warten auf Ihre Bank",
    confirm: "Ihre Bank verlangt eine Bestätigung",
    confirmText:
      "Scannen Sie den Code mit dem Handy und bestätigen Sie dort. Danach geht es hier automatisch weiter.",
    confirmApp:
      "Öffnen Sie die App Ihrer Bank und bestätigen Sie dort. Danach geht es hier automatisch weiter.",
    bankPage: "Die Seite Ihrer Bank",
    another: "Andere Karte verwenden",
    declined: "Die Karte wurde abgelehnt",
    declinedText:
      "Es wurde nichts abgebucht. Versuchen Sie eine andere Karte oder fragen Sie an der Kasse.",
    again: "Karte erneut versuchen",
    paid: "Bezahlt. Vielen Dank!",
    paidText: "Sie können wieder eintreten.",
    simulated: "Dieser Laden ist simuliert: Wählen Sie eine Karte für den Leser.",
    cards: {
      good: "Eine Karte, die funktioniert",
      confirmed: "Eine Karte, deren Bank eine Bestätigung verlangt",
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
    stay: "Ich bin noch da",
  },
};
