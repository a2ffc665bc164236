/**
 * Every word of the notice at the entrance and of the table of what is kept, by language. Another
 * language is another entry of `NOTICE_TEXTS`; the compiler names what it lacks.
 */
import { findTexts } from "../config/find-texts.ts";
import type { KeptKind, KeptPeriod } from "./list-kept.ts";

export type WayIn = "qr" | "card" | "badge" | "passkey";

export interface NoticeTexts {
  /** BCP 47. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly headline: readonly [enter: string, take: string, leave: string];
  readonly steps: readonly [enter: string, take: string, leave: string];
  readonly waysTitle: string;
  readonly ways: Readonly<Record<WayIn, string>>;
  readonly scan: string;
  readonly held: (amount: string) => string;
  readonly recordedTitle: string;
  readonly seen: string;
  readonly never: string;
  /** In its place where blurred clips are kept, and what is said of those. */
  readonly neverButClips: string;
  readonly clips: (duration: string) => string;
  /** Of the seconds around every pick, or around those that are doubtful alone. */
  readonly forgottenEach: (duration: string) => string;
  readonly forgottenDoubtful: (duration: string) => string;
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
  held: (amount) => `When you come in, ${amount} is held on your card, and not taken.`,
  recordedTitle: "What is recorded",
  seen: "Cameras see where people stand and reach; scales feel what is taken.",
  never: "No face, palm, body shape or gait is computed or kept, and no picture.",
  neverButClips:
    "No face, palm, body shape or gait is computed or kept, and no picture but blurred ones of doubtful picks.",
  clips: (duration) =>
    `Of a pick that somebody has to look at, a few seconds of a camera are kept, encrypted, in which people are blurred beyond recognition but for their hands: reviewers alone see them, and they are deleted ${duration} after you leave at the latest.`,
  forgottenEach: (duration) =>
    `Where you were is forgotten when you leave, but for the few seconds around each pick: nobody looks at them unless your receipt is doubtful or you contest it, and they are deleted ${duration} after you leave at the latest.`,
  forgottenDoubtful: (duration) =>
    `Where you were is forgotten when you leave, but for the few seconds around a pick that somebody has to look at: they are deleted ${duration} after you leave at the latest.`,
  card: "Your card’s number never reaches the shop.",
  simulated: "This shop is simulated: nobody is seen, and no money moves.",
  keptTitle: "What is kept, why, and until when",
  columns: ["What", "Why", "Until when"],
  kept: {
    positions: {
      what: "Where you stand and reach",
      why: "to tell whose hand took what",
    },
    "evidence-positions": {
      what: "Where you stood and reached in the seconds around a pick",
      why: "so that a person can settle a doubt, or a line that you contest",
    },
    "evidence-doubtful": {
      what: "Where you stood and reached in the seconds around a doubtful pick",
      why: "so that a person can settle the doubt",
    },
    "evidence-clip": {
      what: "A few seconds of a camera around a doubtful pick, with people blurred but for their hands",
      why: "so that a person can settle the doubt",
    },
    "evidence-curve": {
      what: "What the scales felt around a pick",
      why: "so that a person can settle a doubt, or a line that you contest",
    },
    visit: {
      what: "When you came and left, what you took, and what it cost",
      why: "it is your receipt, and the shop’s books; it has a number and no name",
    },
    card: {
      what: "The payment provider’s name for your card, and its last four digits",
      why: "to take what you owe, give back what is too much, and show it on the receipt",
    },
    account: {
      what: "If you sign up: your card as the provider names it, your language, and an e-mail address if you give one",
      why: "so that you need not show a card each time, and get your receipts",
    },
    passkey: {
      what: "If you use a passkey: its public key",
      why: "to know your device again; your finger and face stay on it",
    },
    session: {
      what: "That your phone is signed in",
      why: "so that you need not sign in each time",
    },
    badge: {
      what: "If you have a badge: its number, scrambled, and the account that it belongs to",
      why: "to let you in, and charge the account",
    },
    "mail-address": {
      what: "If you have a receipt sent by its link: the e-mail address that you give for it",
      why: "to send it there, and for nothing else",
    },
    mail: {
      what: "That a receipt was mailed to you, without the address",
      why: "so that it is not sent twice",
    },
  },
  until: {
    visit: () => "until you leave",
    "after-exit": (duration) => `${duration} after you leave`,
    books: () => "as long as the law wants the shop’s books kept",
    account: (duration) => `until you delete it, or have stayed away for ${duration}`,
    session: (duration) => `until you sign out, or have not used it for ${duration}`,
    "until-sent": (duration) => `until it is sent, ${duration} at most`,
    "after-sending": (duration) => `${duration} after it was sent`,
    issued: () => "until the badge is taken back",
  },
  askUs: (legalName) =>
    `${legalName} answers for it. Ask the staff, or see and delete what is kept of you on the shop’s page.`,
};

const AMERICAN: NoticeTexts = {
  ...BRITISH,
  language: "en-US",
  scan: "Scan to open the store on your phone. There is no app to install.",
  card: "Your card’s number never reaches the store.",
  simulated: "This store is simulated: nobody is seen, and no money moves.",
  forgottenEach: (duration) =>
    `Where you were is forgotten when you leave, except for the few seconds around each pick: nobody looks at them unless your receipt is in doubt or you dispute it, and they are deleted no later than ${duration} after you leave.`,
  forgottenDoubtful: (duration) =>
    `Where you were is forgotten when you leave, except for the few seconds around a pick that somebody has to look at: they are deleted no later than ${duration} after you leave.`,
  kept: {
    ...BRITISH.kept,
    "evidence-positions": {
      ...BRITISH.kept["evidence-positions"],
      why: "so that a person can settle a doubt, or an item that you dispute",
    },
    "evidence-curve": {
      ...BRITISH.kept["evidence-curve"],
      why: "so that a person can settle a doubt, or an item that you dispute",
    },
    account: {
      what: "If you sign up: your card as the provider names it, your language, and an email address if you give one",
      why: "so that you don’t have to show a card each time, and get your receipts",
    },
  },
};

const GERMAN: NoticeTexts = {
  language: "de",
  direction: "ltr",
  headline: ["Hineingehen.", "Nehmen.", "Hinausgehen."],
  steps: [
    "Mit Karte oder Telefon hineingehen",
    "Nehmen, was Ihnen gefällt, zurückstellen, was nicht",
    "Hinausgehen: Der Beleg ist fertig",
  ],
  waysTitle: "So kommen Sie hinein",
  ways: {
    qr: "Den Code auf Ihrem Telefon zeigen",
    card: "Die Karte an den Leser halten",
    badge: "Den Ausweis an den Leser halten",
    passkey: "Ihren Passkey verwenden",
  },
  scan: "Scannen, um den Laden auf Ihrem Telefon zu öffnen. Ohne App.",
  held: (amount) =>
    `Beim Eintritt werden ${amount} auf Ihrer Karte vorgemerkt und nicht abgebucht.`,
  recordedTitle: "Was erfasst wird",
  seen: "Kameras sehen, wo Menschen stehen und hingreifen; Waagen spüren, was genommen wird.",
  never:
    "Weder Gesicht noch Handfläche, Körperform oder Gang werden berechnet oder gespeichert, und keine Bilder.",
  neverButClips:
    "Weder Gesicht noch Handfläche, Körperform oder Gang werden berechnet oder gespeichert, und keine Bilder außer unkenntlich gemachten von zweifelhaften Griffen.",
  clips: (duration) =>
    `Von einem Griff, den jemand ansehen muss, werden einige Sekunden einer Kamera verschlüsselt aufbewahrt, in denen Menschen bis auf ihre Hände unkenntlich sind. Nur wer prüft, sieht sie; sie werden spätestens ${duration} nach Ihrem Besuch gelöscht.`,
  forgottenEach: (duration) =>
    `Wo Sie waren, wird vergessen, sobald Sie gehen, bis auf die Sekunden um jeden Griff: Niemand sieht sie an, es sei denn, Ihr Beleg ist zweifelhaft oder Sie erheben Einwand. Sie werden spätestens ${duration} nach Ihrem Besuch gelöscht.`,
  forgottenDoubtful: (duration) =>
    `Wo Sie waren, wird vergessen, sobald Sie gehen, bis auf die Sekunden um einen Griff, den jemand ansehen muss. Sie werden spätestens ${duration} nach Ihrem Besuch gelöscht.`,
  card: "Die Nummer Ihrer Karte erreicht den Laden nie.",
  simulated: "Dieser Laden ist simuliert: Niemand wird gesehen, und kein Geld bewegt sich.",
  keptTitle: "Was gespeichert wird, wozu und bis wann",
  columns: ["Was", "Wozu", "Bis wann"],
  kept: {
    positions: {
      what: "Wo Sie stehen und hingreifen",
      why: "um zu wissen, wessen Hand was genommen hat",
    },
    "evidence-positions": {
      what: "Wo Sie in den Sekunden um einen Griff standen und hingriffen",
      why: "damit ein Mensch einen Zweifel oder Ihren Einwand klären kann",
    },
    "evidence-doubtful": {
      what: "Wo Sie in den Sekunden um einen zweifelhaften Griff standen und hingriffen",
      why: "damit ein Mensch den Zweifel klären kann",
    },
    "evidence-clip": {
      what: "Einige Sekunden einer Kamera um einen zweifelhaften Griff, Menschen bis auf die Hände unkenntlich",
      why: "damit ein Mensch den Zweifel klären kann",
    },
    "evidence-curve": {
      what: "Was die Waagen um einen Griff spürten",
      why: "damit ein Mensch einen Zweifel oder Ihren Einwand klären kann",
    },
    visit: {
      what: "Wann Sie kamen und gingen, was Sie nahmen und was es kostete",
      why: "das ist Ihr Beleg und die Buchführung des Ladens; mit einer Nummer, ohne Namen",
    },
    card: {
      what: "Wie der Zahlungsdienst Ihre Karte nennt, und ihre letzten vier Ziffern",
      why: "um zu nehmen, was Sie schulden, zurückzugeben, was zu viel ist, und es auf dem Beleg zu zeigen",
    },
    account: {
      what: "Wenn Sie sich registrieren: Ihre Karte, wie der Zahlungsdienst sie nennt, Ihre Sprache, und eine E-Mail-Adresse, wenn Sie eine angeben",
      why: "damit Sie nicht jedes Mal eine Karte zeigen müssen und Ihre Belege bekommen",
    },
    passkey: {
      what: "Wenn Sie einen Passkey verwenden: sein öffentlicher Schlüssel",
      why: "um Ihr Gerät wiederzuerkennen; Finger und Gesicht bleiben darauf",
    },
    session: {
      what: "Dass Ihr Telefon angemeldet ist",
      why: "damit Sie sich nicht jedes Mal anmelden müssen",
    },
    badge: {
      what: "Wenn Sie einen Ausweis haben: seine Nummer, verschlüsselt, und das Konto, zu dem er gehört",
      why: "um Sie einzulassen und das Konto zu belasten",
    },
    "mail-address": {
      what: "Wenn Sie sich einen Beleg über seinen Link schicken lassen: die E-Mail-Adresse, die Sie dafür angeben",
      why: "um ihn dorthin zu schicken, und für nichts anderes",
    },
    mail: {
      what: "Dass Ihnen ein Beleg geschickt wurde, ohne die Adresse",
      why: "damit er nicht zweimal geschickt wird",
    },
  },
  until: {
    visit: () => "bis Sie gehen",
    "after-exit": (duration) => `${duration} nach Ihrem Besuch`,
    books: () => "solange das Gesetz die Aufbewahrung der Bücher verlangt",
    account: (duration) => `bis Sie es löschen oder ${duration} nicht da waren`,
    session: (duration) => `bis Sie sich abmelden oder es ${duration} nicht benutzen`,
    "until-sent": (duration) => `bis er verschickt ist, höchstens ${duration}`,
    "after-sending": (duration) => `${duration} nach dem Versand`,
    issued: () => "bis der Ausweis zurückgenommen wird",
  },
  askUs: (legalName) =>
    `Verantwortlich ist ${legalName}. Fragen Sie das Personal, oder sehen und löschen Sie auf der Seite des Ladens, was von Ihnen gespeichert ist.`,
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
  held: (amount) => `عند دخولك يحجز مبلغ ${amount} على بطاقتك ولا يسحب.`,
  recordedTitle: "ما الذي يسجل",
  seen: "ترى الكاميرات أين يقف الناس وإلى أين يمدون أيديهم، وتحس الموازين بما يؤخذ.",
  never: "لا يحسب ولا يحفظ أي وجه أو راحة يد أو شكل جسم أو مشية، ولا تحفظ أي صورة.",
  neverButClips:
    "لا يحسب ولا يحفظ أي وجه أو راحة يد أو شكل جسم أو مشية، ولا تحفظ أي صورة سوى صور مموهة لعمليات أخذ مشكوك فيها.",
  clips: (duration) =>
    `من عملية أخذ يجب أن ينظر إليها موظف تحفظ مشفرة ثوان قليلة من إحدى الكاميرات، مموه فيها الناس فلا يعرفون ما عدا أيديهم: لا يراها إلا المراجعون، وتحذف بعد مغادرتك في غضون ${duration} على الأكثر.`,
  forgottenEach: (duration) =>
    `ينسى مكانك عندما تغادر، ما عدا الثواني القليلة حول كل عملية أخذ: لا ينظر إليها أحد إلا إذا كان إيصالك موضع شك أو اعترضت عليه، وتحذف بعد مغادرتك في غضون ${duration} على الأكثر.`,
  forgottenDoubtful: (duration) =>
    `ينسى مكانك عندما تغادر، ما عدا الثواني القليلة حول عملية أخذ يجب أن ينظر إليها موظف: تحذف بعد مغادرتك في غضون ${duration} على الأكثر.`,
  card: "لا يصل رقم بطاقتك إلى المتجر أبدا.",
  simulated: "هذا المتجر محاكاة: لا يرى أحد ولا تنتقل أي أموال.",
  keptTitle: "ما الذي يحفظ، ولماذا، وحتى متى",
  columns: ["ماذا", "لماذا", "حتى متى"],
  kept: {
    positions: { what: "أين تقف وإلى أين تمد يدك", why: "لمعرفة اليد التي أخذت كل شيء" },
    "evidence-positions": {
      what: "أين وقفت وإلى أين مددت يدك في الثواني حول عملية أخذ",
      why: "كي يحسم إنسان الشك أو اعتراضك على بند",
    },
    "evidence-doubtful": {
      what: "أين وقفت وإلى أين مددت يدك في الثواني حول عملية أخذ مشكوك فيها",
      why: "كي يحسم إنسان الشك",
    },
    "evidence-clip": {
      what: "ثوان قليلة من إحدى الكاميرات حول عملية أخذ مشكوك فيها، مموه فيها الناس ما عدا أيديهم",
      why: "كي يحسم إنسان الشك",
    },
    "evidence-curve": {
      what: "ما أحست به الموازين حول عملية أخذ",
      why: "كي يحسم إنسان الشك أو اعتراضك على بند",
    },
    visit: {
      what: "متى دخلت وخرجت وماذا أخذت وكم كلف",
      why: "هذا إيصالك ودفاتر المتجر، وله رقم دون اسم",
    },
    card: {
      what: "الاسم الذي يعطيه مزود الدفع لبطاقتك، وأرقامها الأربعة الأخيرة",
      why: "لسحب ما عليك ورد ما زاد وإظهار ذلك على الإيصال",
    },
    account: {
      what: "إذا سجلت: بطاقتك كما يسميها مزود الدفع، ولغتك، وعنوان بريدك الإلكتروني إن أعطيته",
      why: "كي لا تحتاج إلى إظهار بطاقة كل مرة، ولتصلك إيصالاتك",
    },
    passkey: {
      what: "إذا استخدمت مفتاح مرور: مفتاحه العام",
      why: "للتعرف على جهازك من جديد، أما إصبعك ووجهك فيبقيان على جهازك",
    },
    session: { what: "أن هاتفك مسجل الدخول", why: "كي لا تسجل الدخول كل مرة" },
    badge: {
      what: "إذا كانت لديك شارة: رقمها مشفرا، والحساب الذي تتبعه",
      why: "للسماح لك بالدخول وقيد المبلغ على الحساب",
    },
    "mail-address": {
      what: "إذا طلبت إرسال إيصال عبر رابطه: عنوان البريد الإلكتروني الذي تعطيه لذلك",
      why: "لإرساله إليه، ولا لشيء آخر",
    },
    mail: { what: "أن إيصالا أرسل إليك، دون العنوان", why: "كي لا يرسل مرتين" },
  },
  until: {
    visit: () => "حتى تغادر",
    "after-exit": (duration) => `${duration} بعد مغادرتك`,
    books: () => "ما دام القانون يوجب حفظ دفاتر المتجر",
    account: (duration) => `حتى تحذفه أو تغيب مدة ${duration}`,
    session: (duration) => `حتى تسجل الخروج أو لا تستخدمه مدة ${duration}`,
    "until-sent": (duration) => `حتى يرسل، ${duration} على الأكثر`,
    "after-sending": (duration) => `${duration} بعد إرساله`,
    issued: () => "حتى تسترد الشارة",
  },
  askUs: (legalName) =>
    `المسؤول عن ذلك ${legalName}. اسأل الموظفين، أو اعرض واحذف ما يحفظ عنك في صفحة المتجر.`,
};

export const NOTICE_TEXTS: readonly [NoticeTexts, ...NoticeTexts[]] = [
  ...([BRITISH, AMERICAN, GERMAN, ARABIC] as const),
];

/** The texts for a locale (BCP 47). Throws RangeError on a malformed one. */
export function findNoticeTexts(locale: string): NoticeTexts {
  return findTexts(NOTICE_TEXTS, locale);
}
