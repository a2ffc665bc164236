import type { ProblemTexts } from "@saunter/ui/tell-problem";
import type { ChainProblemWords } from "./problem-codes.ts";

const REPORT = "Laden Sie die Seite neu. Hilft das nicht, melden Sie den Fehler.";

const words: ChainProblemWords = {
  other: {
    title: "Das hat nicht funktioniert",
    advice: "Die Kette meldet auf Englisch, warum:",
  },
  "no-connection": {
    title: "Die Kette ist nicht erreichbar",
    advice: "Prüfen Sie die Verbindung. Die Seite versucht es von selbst noch einmal.",
  },
  unreadable: {
    title: "Die Antwort der Kette ist nicht lesbar",
    advice: "Versuchen Sie es noch einmal. Hilft das nicht, fragen Sie, wer den Server betreibt.",
  },
  "input-invalid": {
    title: "Die Anfrage enthält ungültige Angaben",
    advice: "Korrigieren Sie die genannten Felder.",
  },
  "body-malformed": { title: "Die Anfrage ist kein gültiges JSON", advice: REPORT },
  "body-too-large": {
    title: "Die Anfrage ist zu groß",
    advice: "Senden Sie weniger auf einmal.",
  },
  "body-type-unsupported": { title: "Diese Art Inhalt wird nicht angenommen", advice: REPORT },
  "route-unknown": {
    title: "Diese Adresse gibt es nicht",
    advice: "Laden Sie die Seite neu: Die Kette läuft vielleicht in einer anderen Version.",
  },
  "method-not-allowed": { title: "Das geht an dieser Adresse nicht", advice: REPORT },
  "not-found": {
    title: "Das gibt es nicht",
    advice: "Es wurde entfernt, oder Sie haben dort keine Rolle.",
  },
  "id-taken": { title: "Diese Kennung ist vergeben", advice: "Wählen Sie eine andere." },
  "not-signed-in": { title: "Sie sind nicht angemeldet", advice: "Melden Sie sich an." },
  forbidden: {
    title: "Dazu fehlt Ihnen die Rolle",
    advice: "Bitten Sie einen Inhaber der Kette darum.",
  },
  "csrf-header-missing": { title: "Die Anfrage kam nicht von dieser Seite", advice: REPORT },
  "sign-in-refused": {
    title: "Die Anmeldung ist fehlgeschlagen",
    advice: "Prüfen Sie Adresse, Passwort und Code.",
  },
  "sign-in-delayed": {
    title: "Zu viele fehlgeschlagene Anmeldungen",
    advice: "Warten Sie etwas, und versuchen Sie es dann noch einmal.",
  },
  "invitation-invalid": {
    title: "Die Einladung gilt nicht",
    advice: "Sie gilt einmal, sieben Tage lang: Bitten Sie um eine neue.",
  },
  "last-owner": {
    title: "Die Kette hätte keinen Inhaber mehr",
    advice: "Machen Sie zuerst jemand anderen zum Inhaber.",
  },
  "user-provisioned": {
    title: "Darüber entscheidet das Verzeichnis",
    advice: "Ändern Sie es dort, woher der Benutzer kommt.",
  },
  "rate-limited": {
    title: "Zu viele Anfragen",
    advice: "Warten Sie eine Minute, und versuchen Sie es dann noch einmal.",
  },
  "not-ready": {
    title: "Ein benötigter Server ist nicht erreichbar",
    advice: "Versuchen Sie es später noch einmal.",
  },
  "internal-error": {
    title: "Hier ist etwas schiefgegangen",
    advice: "Versuchen Sie es noch einmal. Hilft das nicht, fragen Sie, wer den Server betreibt.",
  },
};

export const problemsGerman: ProblemTexts = { tryAgain: "Noch einmal versuchen", words };
