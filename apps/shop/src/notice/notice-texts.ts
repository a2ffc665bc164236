/**
 * Every word of the notice at the entrance and of the table of what is kept, by language. Another
 * language is another entry of `NOTICE_TEXTS`; the compiler names what it lacks.
 */
import type { EntryMethod } from "@saunter/protocol/entry-methods";
import { findTexts } from "../config/find-texts.ts";
import type { KeptKind, KeptPeriod } from "./list-kept.ts";

export interface NoticeTexts {
  /** BCP 47. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly headline: readonly [enter: string, take: string, leave: string];
  readonly steps: readonly [enter: string, take: string, leave: string];
  readonly waysTitle: string;
  readonly ways: Readonly<Record<EntryMethod, string>>;
  readonly scan: string;
  readonly held: (amount: string) => string;
  readonly recordedTitle: string;
  readonly seen: string;
  readonly never: string;
  /** In its place where blurred clips are kept, and what is said of those. */
  readonly neverButClips: string;
  readonly clips: (duration: string) => string;
  /** Of the seconds around every pick, or only around those that are uncertain. */
  readonly forgottenEach: (duration: string) => string;
  readonly forgottenUncertain: (duration: string) => string;
  readonly card: string;
  readonly simulated: string;
  readonly keptTitle: string;
  readonly columns: readonly [what: string, why: string, until: string];
  readonly kept: Readonly<Record<KeptKind, { readonly what: string; readonly why: string }>>;
  readonly until: { readonly [K in KeptPeriod["kind"]]: (duration: string) => string };
  readonly askUs: (legalName: string) => string;
}

const BRITISH: NoticeTexts = {
  language: "en-GB",
  direction: "ltr",
  headline: ["Walk in.", "Pick up.", "Walk out."],
  steps: [
    "Come in with your card or your phone",
    "Take what you like, put back what you don’t",
    "Leave: your receipt is ready",
  ],
  waysTitle: "How to come in",
  ways: {
    qr: "Show the code on your phone",
    card: "Hold your card to the reader",
    badge: "Hold your badge to the reader",
    passkey: "Use your passkey",
  },
  scan: "Scan to open the shop on your phone. There is no app to install.",
  held: (amount) =>
    `We hold ${amount} on your card when you come in. You are only charged for what you take.`,
  recordedTitle: "What is recorded",
  seen: "Cameras see where people stand and reach. Scales in the shelves weigh what is taken.",
  never: "We never measure or store faces, palms, body shapes or gaits, and we keep no pictures.",
  neverButClips:
    "We never measure or store faces, palms, body shapes or gaits. The only pictures we keep are blurred ones of unclear picks.",
  clips: (duration) =>
    `If our staff have to check a pick, we keep a few seconds of video, encrypted, with everyone blurred beyond recognition except for their hands. Only reviewers see it, and we delete it no later than ${duration} after you leave.`,
  forgottenEach: (duration) =>
    `We delete where you were when you leave, except for the few seconds around each pick. Nobody views them unless your receipt needs a review or you dispute it, and we delete them no later than ${duration} after you leave.`,
  forgottenUncertain: (duration) =>
    `We delete where you were when you leave, except for the few seconds around a pick that our staff have to check. We delete those no later than ${duration} after you leave.`,
  card: "Your card’s number never reaches the shop.",
  simulated: "This shop is simulated: it films nobody, and no money moves.",
  keptTitle: "What we store, why and for how long",
  columns: ["What", "Why", "How long"],
  kept: {
    positions: {
      what: "Where you stand and reach",
      why: "to tell whose hand took what",
    },
    "evidence-positions": {
      what: "Where you stood and reached in the seconds around a pick",
      why: "so that our staff can check an unclear pick, or an item that you dispute",
    },
    "evidence-doubtful": {
      what: "Where you stood and reached in the seconds around an unclear pick",
      why: "so that our staff can check the pick",
    },
    "evidence-clip": {
      what: "A few seconds of video around an unclear pick, with people blurred except for their hands",
      why: "so that our staff can check the pick",
    },
    "evidence-curve": {
      what: "Weights from the shelf scales around a pick",
      why: "so that our staff can check an unclear pick, or an item that you dispute",
    },
    visit: {
      what: "When you came and left, what you took, and what it cost",
      why: "for your receipt and the shop’s accounts; stored under a number, without your name",
    },
    card: {
      what: "The payment provider’s name for your card, and its last four digits",
      why: "to charge you, refund you, and show the card on your receipt",
    },
    account: {
      what: "If you sign up: the provider’s name for your card, your language, and your e-mail address if you give one",
      why: "so that you need no card at the gate, and get your receipts",
    },
    passkey: {
      what: "If you use a passkey: its public key",
      why: "to recognise your device; your fingerprint and face never leave it",
    },
    session: {
      what: "That your phone is signed in",
      why: "so that you do not have to sign in each time",
    },
    badge: {
      what: "If you have a badge: its number, scrambled, and its account",
      why: "to open the gate for you and charge the account",
    },
    "mail-address": {
      what: "If you send a receipt to an e-mail address: that address",
      why: "only to send the receipt there",
    },
    mail: {
      what: "That we e-mailed you a receipt, without the address",
      why: "so that we do not send it twice",
    },
  },
  until: {
    visit: () => "until you leave",
    "after-exit": (duration) => `${duration} after you leave`,
    books: () => "for as long as the law requires the shop to keep its accounts",
    account: (duration) => `until you delete it, or have not visited for ${duration}`,
    session: (duration) => `until you sign out, or have not used the page for ${duration}`,
    "until-sent": (duration) => `until it is sent, ${duration} at most`,
    "after-sending": (duration) => `${duration} after it is sent`,
    issued: () => "until you return the badge",
  },
  askUs: (legalName) =>
    `${legalName} is responsible for this data. Ask the staff, or see and delete your data on the shop’s page.`,
};

const AMERICAN: NoticeTexts = {
  ...BRITISH,
  language: "en-US",
  scan: "Scan to open the store on your phone. There is no app to install.",
  card: "Your card’s number never reaches the store.",
  simulated: "This store is simulated: it films nobody, and no money moves.",
  kept: {
    ...BRITISH.kept,
    visit: {
      ...BRITISH.kept.visit,
      why: "for your receipt and the store’s accounts; stored under a number, without your name",
    },
    account: {
      ...BRITISH.kept.account,
      what: "If you sign up: the provider’s name for your card, your language, and your email address if you give one",
    },
    passkey: {
      ...BRITISH.kept.passkey,
      why: "to recognize your device; your fingerprint and face never leave it",
    },
    "mail-address": {
      ...BRITISH.kept["mail-address"],
      what: "If you send a receipt to an email address: that address",
    },
    mail: { ...BRITISH.kept.mail, what: "That we emailed you a receipt, without the address" },
  },
  until: {
    ...BRITISH.until,
    books: () => "for as long as the law requires the store to keep its accounts",
  },
  askUs: (legalName) =>
    `${legalName} is responsible for this data. Ask the staff, or see and delete your data on the store’s page.`,
};

const GERMAN: NoticeTexts = {
  language: "de",
  direction: "ltr",
  headline: ["Hineingehen.", "Nehmen.", "Hinausgehen."],
  steps: [
    "Mit Karte oder Handy hineingehen",
    "Nehmen, was Ihnen gefällt, zurückstellen, was nicht",
    "Hinausgehen: Der Beleg ist fertig",
  ],
  waysTitle: "So kommen Sie hinein",
  ways: {
    qr: "Den Code auf Ihrem Handy zeigen",
    card: "Die Karte an den Leser halten",
    badge: "Den Ausweis an den Leser halten",
    passkey: "Ihren Passkey verwenden",
  },
  scan: "Scannen, um den Laden auf Ihrem Handy zu öffnen. Ohne App.",
  held: (amount) =>
    `Beim Eintritt reservieren wir ${amount} auf Ihrer Karte. Sie zahlen nur, was Sie nehmen.`,
  recordedTitle: "Was erfasst wird",
  seen: "Kameras sehen, wo Menschen stehen und hingreifen. Waagen in den Regalen wiegen, was genommen wird.",
  never:
    "Wir messen und speichern weder Gesicht noch Handfläche, Körperform oder Gang, und wir bewahren keine Bilder auf.",
  neverButClips:
    "Wir messen und speichern weder Gesicht noch Handfläche, Körperform oder Gang. Bilder bewahren wir nur unkenntlich gemacht und nur von unklaren Griffen auf.",
  clips: (duration) =>
    `Muss unser Personal einen Griff prüfen, speichern wir einige Sekunden Video verschlüsselt; alle Menschen darin sind bis auf die Hände unkenntlich. Nur Prüfer sehen es, und wir löschen es spätestens ${duration} nach Ihrem Besuch.`,
  forgottenEach: (duration) =>
    `Wo Sie waren, löschen wir, sobald Sie gehen, bis auf die Sekunden um jeden Griff. Niemand sieht sie an, außer Ihr Beleg ist unklar oder Sie reklamieren ihn. Wir löschen sie spätestens ${duration} nach Ihrem Besuch.`,
  forgottenUncertain: (duration) =>
    `Wo Sie waren, löschen wir, sobald Sie gehen, bis auf die Sekunden um einen Griff, den unser Personal prüfen muss. Diese löschen wir spätestens ${duration} nach Ihrem Besuch.`,
  card: "Die Nummer Ihrer Karte erreicht den Laden nie.",
  simulated: "Dieser Laden ist simuliert: Niemand wird gefilmt, und es fließt kein Geld.",
  keptTitle: "Was wir speichern, wozu und wie lange",
  columns: ["Was", "Wozu", "Wie lange"],
  kept: {
    positions: {
      what: "Wo Sie stehen und hingreifen",
      why: "um zu wissen, wessen Hand was genommen hat",
    },
    "evidence-positions": {
      what: "Wo Sie in den Sekunden um einen Griff standen und hingriffen",
      why: "damit unser Personal einen unklaren Griff oder Ihre Reklamation prüfen kann",
    },
    "evidence-doubtful": {
      what: "Wo Sie in den Sekunden um einen unklaren Griff standen und hingriffen",
      why: "damit unser Personal den Griff prüfen kann",
    },
    "evidence-clip": {
      what: "Einige Sekunden Video um einen unklaren Griff, Menschen bis auf die Hände unkenntlich",
      why: "damit unser Personal den Griff prüfen kann",
    },
    "evidence-curve": {
      what: "Die Gewichte der Regalwaagen um einen Griff",
      why: "damit unser Personal einen unklaren Griff oder Ihre Reklamation prüfen kann",
    },
    visit: {
      what: "Wann Sie kamen und gingen, was Sie nahmen und was es kostete",
      why: "für Ihren Beleg und die Buchführung des Ladens; unter einer Nummer, ohne Ihren Namen",
    },
    card: {
      what: "Wie der Zahlungsdienst Ihre Karte nennt, und ihre letzten vier Ziffern",
      why: "um Beträge abzubuchen, zu erstatten und die Karte auf dem Beleg zu zeigen",
    },
    account: {
      what: "Wenn Sie sich registrieren: wie der Zahlungsdienst Ihre Karte nennt, Ihre Sprache und Ihre E-Mail-Adresse, wenn Sie eine angeben",
      why: "damit Sie am Tor keine Karte brauchen und Ihre Belege bekommen",
    },
    passkey: {
      what: "Wenn Sie einen Passkey verwenden: sein öffentlicher Schlüssel",
      why: "um Ihr Gerät wiederzuerkennen; Fingerabdruck und Gesicht verlassen es nie",
    },
    session: {
      what: "Dass Ihr Telefon angemeldet ist",
      why: "damit Sie sich nicht jedes Mal anmelden müssen",
    },
    badge: {
      what: "Wenn Sie einen Ausweis haben: seine Nummer, verschlüsselt, und sein Konto",
      why: "um Ihnen das Tor zu öffnen und das Konto zu belasten",
    },
    "mail-address": {
      what: "Wenn Sie einen Beleg an eine E-Mail-Adresse senden: diese Adresse",
      why: "nur um den Beleg dorthin zu senden",
    },
    mail: {
      what: "Dass wir Ihnen einen Beleg gemailt haben, ohne die Adresse",
      why: "damit wir ihn nicht zweimal senden",
    },
  },
  until: {
    visit: () => "bis Sie gehen",
    "after-exit": (duration) => `${duration} nach Ihrem Besuch`,
    books: () => "solange das Gesetz die Aufbewahrung vorschreibt",
    account: (duration) => `bis Sie es löschen oder ${duration} nicht bei uns waren`,
    session: (duration) => `bis Sie sich abmelden oder die Seite ${duration} nicht benutzen`,
    "until-sent": (duration) => `bis er verschickt ist, höchstens ${duration}`,
    "after-sending": (duration) => `${duration} nach dem Versand`,
    issued: () => "bis Sie den Ausweis zurückgeben",
  },
  askUs: (legalName) =>
    `Verantwortlich für diese Daten ist ${legalName}. Fragen Sie das Personal, oder sehen und löschen Sie Ihre Daten auf der Seite des Ladens.`,
};

const ARABIC: NoticeTexts = {
  language: "ar",
  direction: "rtl",
  headline: ["ادخل.", "خذ ما تريد.", "اخرج."],
  steps: ["ادخل ببطاقتك أو هاتفك", "خذ ما يعجبك وأعد ما لا يعجبك", "اخرج وستجد إيصالك جاهزا"],
  waysTitle: "كيف تدخل",
  ways: {
    qr: "اعرض الرمز على هاتفك",
    card: "قرب بطاقتك من القارئ",
    badge: "قرب شارتك من القارئ",
    passkey: "استخدم مفتاح المرور",
  },
  scan: "امسح الرمز لفتح المتجر على هاتفك، دون تثبيت أي تطبيق.",
  held: (amount) => `عند دخولك نحجز مبلغ ${amount} على بطاقتك، ولا تدفع إلا ثمن ما تأخذه.`,
  recordedTitle: "ما الذي نسجله",
  seen: "ترى الكاميرات أين يقف الناس وإلى أين يمدون أيديهم، وتزن موازين الرفوف ما يؤخذ.",
  never: "لا نقيس ولا نحفظ الوجوه أو راحات الأيدي أو أشكال الأجسام أو المشية، ولا نحتفظ بأي صورة.",
  neverButClips:
    "لا نقيس ولا نحفظ الوجوه أو راحات الأيدي أو أشكال الأجسام أو المشية، ولا نحتفظ إلا بصور مموهة لعمليات أخذ غير واضحة.",
  clips: (duration) =>
    `إذا احتاج موظفونا إلى مراجعة عملية أخذ، نحفظ ثواني قليلة من الفيديو مشفرة، والناس فيها مموهون فلا يعرفون ما عدا أيديهم. لا يراها إلا المراجعون، ونحذفها بعد مغادرتك في غضون ${duration} على الأكثر.`,
  forgottenEach: (duration) =>
    `نحذف أماكن وجودك عندما تغادر، ما عدا الثواني القليلة حول كل عملية أخذ. لا ينظر إليها أحد إلا إذا كان إيصالك موضع شك أو اعترضت عليه، ونحذفها بعد مغادرتك في غضون ${duration} على الأكثر.`,
  forgottenUncertain: (duration) =>
    `نحذف أماكن وجودك عندما تغادر، ما عدا الثواني القليلة حول عملية أخذ يجب أن يراجعها موظفونا، ونحذفها بعد مغادرتك في غضون ${duration} على الأكثر.`,
  card: "لا يصل رقم بطاقتك إلى المتجر أبدا.",
  simulated: "هذا المتجر محاكاة: لا يصور أحد ولا تنتقل أي أموال.",
  keptTitle: "ما الذي نحفظه ولماذا وإلى متى",
  columns: ["ماذا", "لماذا", "إلى متى"],
  kept: {
    positions: { what: "أين تقف وإلى أين تمد يدك", why: "لمعرفة اليد التي أخذت كل شيء" },
    "evidence-positions": {
      what: "أين وقفت وإلى أين مددت يدك في الثواني حول عملية أخذ",
      why: "كي يراجع موظفونا عملية غير واضحة أو اعتراضك على صنف",
    },
    "evidence-doubtful": {
      what: "أين وقفت وإلى أين مددت يدك في الثواني حول عملية أخذ غير واضحة",
      why: "كي يراجع موظفونا العملية",
    },
    "evidence-clip": {
      what: "ثوان قليلة من الفيديو حول عملية أخذ غير واضحة، والناس فيها مموهون ما عدا أيديهم",
      why: "كي يراجع موظفونا العملية",
    },
    "evidence-curve": {
      what: "أوزان موازين الرفوف حول عملية أخذ",
      why: "كي يراجع موظفونا عملية غير واضحة أو اعتراضك على صنف",
    },
    visit: {
      what: "متى دخلت وخرجت وماذا أخذت وكم كلف",
      why: "لإيصالك ودفاتر المتجر، تحت رقم ودون اسمك",
    },
    card: {
      what: "الاسم الذي يعطيه مزود الدفع لبطاقتك، وأرقامها الأربعة الأخيرة",
      why: "لسحب المبلغ أو رده وإظهار البطاقة على إيصالك",
    },
    account: {
      what: "إذا سجلت: بطاقتك كما يسميها مزود الدفع، ولغتك، وعنوان بريدك الإلكتروني إن أعطيته",
      why: "كي لا تحتاج إلى بطاقة عند البوابة، ولتصلك إيصالاتك",
    },
    passkey: {
      what: "إذا استخدمت مفتاح مرور: مفتاحه العام",
      why: "للتعرف على جهازك، أما بصمتك ووجهك فلا يغادرانه أبدا",
    },
    session: { what: "أن هاتفك مسجل الدخول", why: "كي لا تسجل الدخول كل مرة" },
    badge: {
      what: "إذا كانت لديك شارة: رقمها مشفرا، وحسابها",
      why: "لفتح البوابة لك وقيد المبلغ على الحساب",
    },
    "mail-address": {
      what: "إذا أرسلت إيصالا إلى عنوان بريد إلكتروني: ذلك العنوان",
      why: "لإرسال الإيصال إليه فقط",
    },
    mail: { what: "أننا أرسلنا إليك إيصالا، دون العنوان", why: "كي لا نرسله مرتين" },
  },
  until: {
    visit: () => "حتى تغادر",
    "after-exit": (duration) => `${duration} بعد مغادرتك`,
    books: () => "ما دام القانون يوجب حفظ دفاتر المتجر",
    account: (duration) => `حتى تحذفه أو تغيب مدة ${duration}`,
    session: (duration) => `حتى تسجل الخروج أو لا تستخدمه مدة ${duration}`,
    "until-sent": (duration) => `حتى يرسل، ${duration} على الأكثر`,
    "after-sending": (duration) => `${duration} بعد إرساله`,
    issued: () => "حتى تعيد الشارة",
  },
  askUs: (legalName) =>
    `المسؤول عن هذه البيانات ${legalName}. اسأل الموظفين، أو اعرض بياناتك واحذفها في صفحة المتجر.`,
};

export const NOTICE_TEXTS: readonly [NoticeTexts, ...NoticeTexts[]] = [
  BRITISH,
  AMERICAN,
  GERMAN,
  ARABIC,
];

/** The texts for a locale (BCP 47). Throws RangeError on a malformed one. */
export function findNoticeTexts(locale: string): NoticeTexts {
  return findTexts(NOTICE_TEXTS, locale);
}
