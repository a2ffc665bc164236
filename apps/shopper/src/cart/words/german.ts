import { createPlural } from "@saunter/ui/i18n";
import type { CartWords } from "./british.ts";

const plural = createPlural("de");

export const german: CartWords = {
  language: "Sprache",
  pages: "Seiten",
  tabs: {
    cart: "Wagen",
    find: "Suchen",
    list: "Liste",
    map: "Plan",
    offers: "Angebote",
    you: "Für Sie",
    scale: "Waage",
  },
  lost: "Der Wagen antwortet nicht. Ihr Einkauf bleibt erhalten. Verbindung wird wiederhergestellt …",
  offline: "Keine Verbindung zum Laden. Kaufen Sie weiter ein: Der Wagen merkt sich alles.",
  battery: (share) => `Akku ${share}`,
  batteryLow:
    "Akku fast leer. Bitte bringen Sie den Wagen zum Personal; Ihr Einkauf bleibt erhalten.",
  cartNumber: (cartId) => `Wagen ${cartId}`,
  close: "Schließen",
  undo: "Rückgängig",

  start: {
    title: "Willkommen",
    text: "Halten Sie Ihren Zugangscode vor den Scanner. Er sagt, wer bezahlt.",
    begin: "Ohne Code beginnen",
    beginText: "Einen Code oder eine Karte können Sie später zeigen.",
    camera: "Mit der Kamera scannen",
  },

  refused: {
    title: "Dieser Wagen kann nicht benutzt werden",
    text: "Bitte nehmen Sie einen anderen Wagen. Das Personal weiß Bescheid.",
    reasons: {
      "cart-in-use-elsewhere": "Ein anderer Wagen benutzt dieselbe Nummer.",
      "key-not-accepted": "Der Laden kennt diesen Wagen nicht.",
      "trip-closed": "Dieser Einkauf ist bereits beendet.",
      "version-too-old": "Dieser Wagen braucht ein Update.",
    },
  },

  cart: {
    title: "Ihr Wagen",
    empty: "Noch nichts",
    emptyText: "Scannen Sie einen Artikel und legen Sie ihn hinein.",
    things: (count) => plural(count, { one: "# Artikel", other: "# Artikel" }),
    total: "Summe",
    savings: (amount) => `Sie sparen ${amount}`,
    deposits: (amount) => `Pfand ${amount}`,
    tax: (amount) => `Steuer ${amount}`,
    added: (name) => `${name} hinzugefügt`,
    each: (amount) => `${amount} pro Stück`,
    perKilogram: (amount) => `${amount} pro kg`,
    fewer: (name) => `Einmal ${name} weniger`,
    more: (name) => `Noch einmal ${name}`,
    remove: "Entfernen",
    noPrice: "Preis an der Ausfahrt",
    age: (years) => `Ab ${years} Jahren`,
    pay: "Zur Ausfahrt",
    estimate: "Der Laden bestätigt diese Summe, sobald er erreichbar ist.",
    presence: {
      inside: "Im Wagen",
      expected: "Noch nicht im Wagen",
      "taken-out": "Herausgenommen",
      "other-goods": "Bitte prüfen",
      unknown: "Nicht gewogen",
    },
  },

  question: {
    "not-scanned": {
      title: "Ist das Ihres oder sollen wir es scannen?",
      text: (weight) => `Etwa ${weight} kamen ohne Scan hinein.`,
    },
    "not-in-cart": {
      title: (name) => `Liegt ${name} im Wagen?`,
      text: "Der Artikel wurde gescannt, aber der Wagen hat ihn nicht gespürt.",
    },
    "taken-out": {
      title: (name) => `Haben Sie ${name} herausgenommen?`,
      text: "Dann nehmen wir den Artikel von der Rechnung.",
    },
    "other-goods": {
      title: (name) => `Ist das wirklich ${name}?`,
      text: "Das Gewicht passt nicht.",
    },
    item: "dieser Artikel",
    answers: {
      mine: "Das gehört mir",
      "will-scan": "Ich scanne es",
      "put-back": "Ich habe es zurückgelegt",
      "remove-line": "Von der Rechnung nehmen",
      "is-right": "Es stimmt so",
      "call-help": "Personal rufen",
    },
  },

  notice: {
    "unknown-code": "Diesen Artikel führt der Laden nicht. Das Personal hilft Ihnen.",
    "damaged-code":
      "Der Code ist beschädigt. Versuchen Sie es noch einmal oder suchen Sie den Namen.",
    "foreign-code":
      "Dieses Etikett stammt aus einem anderen Laden. Suchen Sie den Artikel nach Namen.",
    "expired-code": "Dieser Code ist abgelaufen. Zeigen Sie einen neuen.",
    "duplicate-scan": "Schon gescannt. Drücken Sie + für einen weiteren.",
    "no-price": "Dieser Artikel hat noch keinen Preis. Er wird an der Ausfahrt berechnet.",
    "not-stable": "Bitte stehen bleiben. Dann noch einmal wiegen.",
    "nothing-on-scale": "Legen Sie es zuerst in den Wagen und wählen Sie es dann.",
    "too-many-lines": "Dieser Wagen ist voll. Bitte fahren Sie zur Ausfahrt.",
    "unknown-line": "Dieser Artikel ist nicht mehr in Ihrem Wagen.",
    "unknown-question": "Das ist schon geklärt. Danke.",
    "not-shopping": "Gehen Sie zuerst zurück zum Einkauf.",
    "not-paid":
      "Noch nicht bezahlt. Zeigen Sie einen Zugangscode oder eine Karte oder fragen Sie das Personal.",
    "scale-fault": "Die Waage funktioniert nicht. Scannen Sie wie gewohnt; das Personal prüft.",
    "price-changed": "Der Preis hat sich geändert. Sie zahlen den niedrigeren.",
    "code-not-accepted": "Dieser Zugangscode wurde nicht angenommen. Zeigen Sie einen anderen.",
  },

  scale: {
    settling: "Bitte stehen bleiben",
    unplugged: "Die Waage antwortet nicht",
    frozen: "Die Waage hängt",
    saturated: "Zu viel Gewicht auf der Waage",
    "upside-down": "Die Waage ist verkehrt herum eingebaut",
    negative: "Etwas hebt den Korb an",
    carryOn: "Scannen Sie wie gewohnt. Das Personal prüft an der Ausfahrt.",
    lift: "Bitte lassen Sie den Korb los.",
    lighter: "Bitte nehmen Sie etwas Schweres heraus.",
    own: "Meine Tasche oder Jacke",
    ownText: "Legen Sie sie hinein und drücken Sie dann hier. Es kostet nichts.",
    shows: (weight) => `Auf der Waage: ${weight}`,
  },

  find: {
    title: "Artikel suchen",
    search: "Name oder Nummer",
    hint: "Scannen Sie einen Code oder tippen Sie einen Namen, eine Nummer oder die Ziffern eines Codes ein.",
    enter: "Diesen Code hinzufügen",
    none: "Nichts gefunden",
    noneText: "Versuchen Sie einen kürzeren Namen oder rufen Sie das Personal.",
    weigh: "Wiegen",
    add: "In den Wagen",
    standStill: "Bitte stehen bleiben. Der Preis braucht eine ruhige Waage.",
    putIn: "Legen Sie Obst oder Gemüse in den Wagen und wählen Sie es dann hier.",
    container: "Eigener Behälter",
    containerText:
      "Stellen Sie den leeren Behälter in den Wagen und drücken Sie dann hier. Sein Gewicht wird abgezogen.",
    camera: "Mit der Kamera scannen",
    cameraOn: "Halten Sie den Code vor die Kamera",
    cameraFailed: "Die Kamera ist nicht verfügbar. Tippen Sie den Code ein.",
    stopCamera: "Kamera beenden",
    offLimits: (name, allergens) => `${name} enthält ${allergens}.`,
    addAnyway: "Trotzdem hinzufügen",
    leave: "Weglassen",
  },

  list: {
    title: "Einkaufsliste",
    add: "Auf die Liste",
    item: "Artikel",
    empty: "Ihre Liste ist leer",
    emptyText: "Tippen Sie ein, was Sie brauchen. Beim Scannen wird es abgehakt.",
    remove: (text) => `${text} entfernen`,
    inCart: "Im Wagen",
    missing: "Fehlt noch",
    share: "Liste teilen",
    shareText: "Vor der Kamera eines anderen Wagens füllt dieser Code dessen Liste.",
    left: (count) => plural(count, { one: "noch # Artikel", other: "noch # Artikel" }),
  },

  map: {
    title: "Plan des Ladens",
    none: "Dieser Laden hat noch keinen Plan",
    route: (count) =>
      plural(count, {
        one: "Der Weg zu # Artikel Ihrer Liste",
        other: "Der Weg zu # Artikeln Ihrer Liste",
      }),
    noRoute: "Schreiben Sie Artikel auf Ihre Liste, um den Weg zu sehen.",
    shelf: (name) => `Regal ${name}`,
    unplaced: (names) => `Fragen Sie das Personal nach: ${names}`,
    stop: (number, name) => `${number}. ${name}`,
  },

  offers: {
    title: "Angebote",
    applied: "In Ihrem Wagen",
    more: "Mehr mit dem, was Sie haben",
    others: "Alle Angebote",
    none: "Heute keine Angebote",
    saves: (amount) => `spart ${amount}`,
    members: "Für Mitglieder",
  },

  you: {
    title: "Budget und Allergene",
    budget: "Budget",
    budgetHint: "Leer lassen für keines. Nur dieses Tablet kennt es, bis Sie fertig sind.",
    budgetWrong: "Geben Sie einen Betrag wie 40,00 ein.",
    budgetLeft: (amount) => `noch ${amount} von Ihrem Budget`,
    budgetOver: (amount) => `${amount} über Ihrem Budget`,
    avoid: "Warnen Sie mich vor",
    avoidText: "Markiert Artikel in Ihrem Wagen und fragt, bevor Sie hier einen hinzufügen.",
    noAllergens: "Im Sortiment sind keine Allergene angegeben.",
    contains: (allergens) => `Enthält ${allergens}`,
  },

  help: {
    call: "Personal rufen",
    called: "Das Personal ist gerufen",
    coming: "Das Personal ist unterwegs",
    cancel: "Keine Hilfe nötig",
    message: "Nachricht vom Personal",
  },

  lane: {
    title: "Sie sind an der Ausfahrt",
    find: "Fahren Sie den Wagen zu einer Ausfahrt",
    none: "Alles in Ordnung. Sie können bezahlen.",
    glance: "Das Personal wirft einen kurzen Blick in den Wagen.",
    weigh: "Bitte schieben Sie den Wagen auf die Waage der Ausfahrt.",
    age: "Das Personal prüft Ihr Alter.",
    ageRefused:
      "Artikel mit Altersgrenze dürfen wir Ihnen nicht verkaufen. Bitte nehmen Sie sie heraus.",
    keep: "Weiter einkaufen",
    end: "Bezahlen und beenden",
    leave: "Ohne Einkauf beenden",
    waiting: "Wir warten auf die Zahlung",
    failed: "Die Zahlung hat nicht geklappt. Versuchen Sie es erneut oder zahlen Sie an der Kasse.",
    show: "Zeigen Sie zum Bezahlen Ihren Zugangscode oder Ihre Karte",
    payer: "Ihre hinterlegte Karte bezahlt",
  },

  goodbye: {
    title: "Vielen Dank",
    nothing: "Sie haben nichts gekauft. Auf Wiedersehen!",
    paid: (amount) => `${amount} bezahlt`,
    open: (amount) => `${amount} zu zahlen`,
    receipt: "Ihr Beleg",
    receiptText: "Scannen Sie den Code mit Ihrem Handy.",
    later: "Der Laden schickt Ihren Beleg, sobald er erreichbar ist.",
    next: "Nächster Einkauf",
  },

  simulate: {
    title: "Die Waage des Wagens",
    text: "Ziehen Sie Dinge in den Wagen oder wählen Sie sie mit der Tastatur. Scannen Sie sie vorher – oder auch nicht.",
    scan: (name) => `${name} scannen`,
    put: (name) => `${name} hineinlegen`,
    take: (name) => `${name} herausnehmen`,
    bag: "Tasche",
    inside: "Im Wagen",
    shelf: "Im Regal",
    fault: "Waage",
    faults: {
      none: "Funktioniert",
      unplugged: "Nicht verbunden",
      frozen: "Hängt",
      saturated: "Überladen",
      negative: "Angehoben",
      rolling: "Rollt",
    },
  },
};
