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
  "idempotency-key-missing": { title: "Der Anfrage fehlt ihr Schlüssel", advice: REPORT },
  "idempotency-key-reused": {
    title: "Der Schlüssel gehört zu einer anderen Anfrage",
    advice: "Laden Sie die Seite neu, und prüfen Sie, was schon geschehen ist.",
  },
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
  "shop-away": {
    title: "Der Laden antwortet nicht",
    advice: "Senden Sie es noch einmal: Nichts wird doppelt entschieden.",
  },
  "review-not-open": {
    title: "Die Frist der Prüfung ist abgelaufen",
    advice: "Es wurde zugunsten des Kunden entschieden. Nehmen Sie die nächste.",
  },
  "review-already-decided": {
    title: "Die Prüfung ist schon entschieden",
    advice: "Nehmen Sie die nächste.",
  },
  "review-claimed-by-other": {
    title: "Jemand anderes hat diese Prüfung geöffnet",
    advice: "Nehmen Sie die nächste.",
  },
  "review-choice-unknown": {
    title: "Diese Antwort gibt es hier nicht",
    advice: "Wählen Sie eine der angebotenen Antworten.",
  },
  "product-unknown": {
    title: "Diesen Artikel gibt es im Laden nicht",
    advice: "Verwenden Sie eine GTIN aus dem Sortiment des Ladens.",
  },
  "clip-unreadable": {
    title: "Dieses Video lässt sich nicht öffnen",
    advice:
      "Es wurde mit einem anderen Schlüssel verschlüsselt oder ist beschädigt. Entscheiden Sie nach den anderen Nachweisen.",
  },
  "forecast-missing": {
    title: "Für diese Version gibt es noch keine Prognose",
    advice:
      "Warten Sie auf die Prognose. Ein Inhaber kann die Version auch ohne senden und sagt dann, warum.",
  },
  "forecast-worse": {
    title: "Laut Prognose werden Belege deutlich schlechter",
    advice: "Ändern Sie die Version. Ein Inhaber kann sie trotzdem senden und sagt dann, warum.",
  },
  "approval-needed": {
    title: "Dafür ist eine andere Person nötig",
    advice:
      "Bitten Sie jemanden, der das Recht seit einem Tag hat und die Version nicht selbst erstellt hat.",
  },
  "approvers-removed": {
    title: "Wer das freigeben könnte, hat im Lauf des letzten Tages den Zugang verloren",
    advice:
      "Veröffentlichen Sie für einzelne Filialen, geben Sie den Personen ihren Zugang zurück oder warten Sie 24 Stunden.",
  },
  "proposal-decided": {
    title: "Darüber wurde schon entschieden",
    advice: "Laden Sie die Seite neu.",
  },
  "legal-change-unconfirmed": {
    title: "Altersgrenzen, Allergene, Steuersätze oder Pfand würden sich ändern",
    advice:
      "Vergleichen Sie die Datei mit dem Stand der Filialen. Stimmt die Änderung, bestätigen Sie sie und veröffentlichen Sie noch einmal.",
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
