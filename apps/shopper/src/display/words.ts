/**
 * What the display at the entrance says. All languages are there at once: whoever stands before it
 * has no time to choose one.
 */
import type { EntryMethod } from "@saunter/protocol/entry-methods";
import { isolated, type Language } from "@saunter/ui/i18n";
import type { ProblemWords } from "@saunter/ui/problem-words";
import { problemsArabic } from "@saunter/ui/words/problems-ar";
import { problemsGerman } from "@saunter/ui/words/problems-de";
import { problemsBritish } from "@saunter/ui/words/problems-en-gb";

export interface DisplayWords {
  readonly problems: ProblemWords;
  readonly open: string;
  readonly closed: string;
  readonly closedText: string;
  readonly headline: readonly string[];
  readonly ways: Readonly<Record<EntryMethod, string>>;
  readonly scan: string;
  readonly scanPasskey: string;
  /** Of a demonstration whose address no phone can open. */
  readonly onlyHere: string;
  readonly openHere: string;
  readonly held: (amount: string) => string;
  readonly welcome: string;
  readonly welcomeText: string;
  readonly wait: string;
  readonly waitText: string;
  readonly refused: string;
  readonly gateClosed: string;
  readonly gateClosedText: string;
  readonly wayOut: string;
  readonly receipt: string;
  readonly recorded: string;
  readonly lost: string;
  /** For staff, once. */
  readonly setUp: {
    readonly title: (gate: string) => string;
    readonly refused: string;
    readonly demo: string;
    readonly beginDemo: string;
    readonly text: string;
    readonly key: string;
    readonly keyHint: string;
    readonly noKey: string;
    readonly begin: string;
    readonly withoutGate: string;
  };
}

const british: DisplayWords = {
  problems: problemsBritish,
  open: "Open",
  closed: "Closed",
  closedText: "The shop is closed right now.",
  headline: ["Walk in.", "Pick up.", "Walk out."],
  ways: {
    card: "Hold your card to the reader",
    qr: "Show the code on your phone",
    passkey: "Use your passkey",
    badge: "Hold your badge to the reader",
  },
  scan: "Scan to open the shop on your phone",
  scanPasskey: "Scan to come in with your phone",
  onlyHere: "This demonstration runs on this computer only: a phone cannot open the code.",
  openHere: "Open it here",
  held: (amount) => `We hold ${amount} on your card. You only pay for what you take.`,
  welcome: "Welcome",
  welcomeText: "Come in",
  wait: "One moment",
  waitText: "Checking with your bank",
  refused: "Sorry",
  gateClosed: "This gate is closed",
  gateClosedText: "Please use another gate, or ask the staff.",
  wayOut: "Goodbye",
  receipt: "Your receipt: scan to open it on your phone",
  recorded: "What is recorded",
  lost: "The shop cannot be reached. Reconnecting …",
  setUp: {
    title: (gate) => `Set up the display: ${gate}`,
    refused: "This display’s key is no longer valid. Enter a new one.",
    demo: "In this demonstration you can create its key right away.",
    beginDemo: "Create a key",
    text: "Add a device in the console and enter its key here. The key stays in this browser and can only show what happens at the gates.",
    key: "Device key",
    keyHint: "Starts with saunter_",
    noKey: "This is not a device key. Create one in the console, under Devices.",
    begin: "Use this key",
    withoutGate: "Show the entrance without a gate",
  },
};

const american: DisplayWords = {
  ...british,
  closedText: "The store is closed right now.",
  scan: "Scan to open the store on your phone",
  lost: "The store cannot be reached. Reconnecting …",
};

const german: DisplayWords = {
  problems: problemsGerman,
  open: "Geöffnet",
  closed: "Geschlossen",
  closedText: "Der Laden ist gerade geschlossen.",
  headline: ["Hineingehen.", "Nehmen.", "Hinausgehen."],
  ways: {
    card: "Karte an den Leser halten",
    qr: "Code auf dem Handy zeigen",
    passkey: "Passkey verwenden",
    badge: "Ausweis an den Leser halten",
  },
  scan: "Scannen und den Laden auf dem Handy öffnen",
  scanPasskey: "Scannen und mit dem Handy eintreten",
  onlyHere: "Diese Demo läuft nur auf diesem Computer: Ein Handy kann den Code nicht öffnen.",
  openHere: "Hier öffnen",
  held: (amount) => `Wir reservieren ${amount} auf Ihrer Karte. Sie zahlen nur, was Sie nehmen.`,
  welcome: "Willkommen",
  welcomeText: "Treten Sie ein",
  wait: "Einen Moment",
  waitText: "Wir fragen bei Ihrer Bank an",
  refused: "Leider nicht",
  gateClosed: "Dieses Tor ist geschlossen",
  gateClosedText: "Bitte benutzen Sie ein anderes Tor oder fragen Sie das Personal.",
  wayOut: "Auf Wiedersehen",
  receipt: "Ihr Beleg: scannen und auf dem Handy öffnen",
  recorded: "Was erfasst wird",
  lost: "Der Laden ist nicht erreichbar. Verbindung wird wiederhergestellt …",
  setUp: {
    title: (gate) => `Anzeige einrichten: ${gate}`,
    refused: "Der Schlüssel dieser Anzeige ist nicht mehr gültig. Geben Sie einen neuen ein.",
    demo: "In dieser Demo können Sie den Schlüssel sofort erstellen.",
    beginDemo: "Schlüssel erstellen",
    text: "Fügen Sie in der Konsole ein Gerät hinzu und geben Sie hier seinen Schlüssel ein. Er bleibt in diesem Browser und kann nur zeigen, was an den Toren geschieht.",
    key: "Geräteschlüssel",
    keyHint: "Beginnt mit saunter_",
    noKey: "Das ist kein Geräteschlüssel. Erstellen Sie einen in der Konsole unter „Geräte“.",
    begin: "Schlüssel verwenden",
    withoutGate: "Eingang ohne Tor zeigen",
  },
};

const arabic: DisplayWords = {
  problems: problemsArabic,
  open: "مفتوح",
  closed: "مغلق",
  closedText: "المتجر مغلق الآن.",
  headline: ["ادخل.", "خذ ما تريد.", "اخرج."],
  ways: {
    card: "قرب بطاقتك من القارئ",
    qr: "اعرض الرمز على هاتفك",
    passkey: "استخدم مفتاح المرور",
    badge: "قرب شارتك من القارئ",
  },
  scan: "امسح الرمز لفتح المتجر على هاتفك",
  scanPasskey: "امسح الرمز للدخول بهاتفك",
  onlyHere: "يعمل هذا العرض التجريبي على هذا الحاسوب فقط، ولا يمكن فتح الرمز من هاتف.",
  openHere: "افتحه هنا",
  held: (amount) => `نحجز مبلغ ${amount} على بطاقتك، ولا تدفع إلا ثمن ما تأخذه.`,
  welcome: "أهلا بك",
  welcomeText: "تفضل بالدخول",
  wait: "لحظة من فضلك",
  waitText: "نتحقق من بنكك",
  refused: "عذرا",
  gateClosed: "هذه البوابة مغلقة",
  gateClosedText: "استخدم بوابة أخرى أو اسأل الموظفين.",
  wayOut: "مع السلامة",
  receipt: "إيصالك: امسح الرمز لفتحه على هاتفك",
  recorded: "ما الذي نسجله",
  lost: "تعذر الوصول إلى المتجر. جار إعادة الاتصال …",
  setUp: {
    title: (gate) => isolated`إعداد الشاشة: ${gate}`,
    refused: "مفتاح هذه الشاشة لم يعد صالحا. أدخل مفتاحا جديدا.",
    demo: "في هذا العرض التجريبي يمكن إنشاء المفتاح على الفور.",
    beginDemo: "إنشاء مفتاح",
    text: "أضف جهازا في لوحة التحكم وأدخل مفتاحه هنا. يبقى المفتاح في هذا المتصفح ولا يمكنه إلا عرض ما يحدث عند البوابات.",
    key: "مفتاح الجهاز",
    keyHint: isolated`يبدأ بـ ${"saunter_"}`,
    noKey: "هذا ليس مفتاح جهاز. أنشئ مفتاحا في لوحة التحكم ضمن الأجهزة.",
    begin: "استخدم هذا المفتاح",
    withoutGate: "عرض المدخل دون بوابة",
  },
};

export const DISPLAY_WORDS: Readonly<Record<Language, DisplayWords>> = {
  "en-GB": british,
  "en-US": american,
  de: german,
  ar: arabic,
};
