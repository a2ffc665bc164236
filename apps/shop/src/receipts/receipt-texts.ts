/**
 * Every word of a receipt, by language. Another language is another entry of `RECEIPT_TEXTS`; the
 * compiler names what it lacks. Counts stand after a colon, so that no plural has to be formed.
 */

import type { DisputeKind } from "@saunter/commerce/receipt/events";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { BalanceKind } from "@saunter/protocol/balance-kinds";
import { findTexts } from "../config/find-texts.ts";

export type Certainty = "certain" | "almost-certain" | "very-likely" | "likely" | "unsure";

export type ReceiptStateKind =
  | "draft"
  | "waiting"
  | "final"
  | "contested"
  | "reviewed"
  | "corrected";

/** Words that stand alone: headings, columns, names of amounts. */
export interface ReceiptLabels {
  readonly items: string;
  readonly item: string;
  readonly quantity: string;
  readonly amount: string;
  readonly nothing: string;
  readonly deposit: string;
  readonly goods: string;
  readonly offers: string;
  readonly deposits: string;
  readonly beforeTax: string;
  readonly tax: string;
  readonly rounding: string;
  readonly taxIncluded: string;
  readonly total: string;
  readonly taxes: string;
  readonly taxKind: string;
  readonly taxNet: string;
  readonly taxGross: string;
  readonly payment: string;
  readonly certainty: string;
  /** Of the device that signs receipts. */
  readonly fiscal: string;
  readonly rights: string;
  readonly online: string;
  readonly scan: string;
  readonly taxNumber: string;
}

export interface ReceiptTexts {
  /** BCP 47, as a page's language. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly labels: ReceiptLabels;
  readonly states: Readonly<Record<ReceiptStateKind, string>>;
  readonly certainties: Readonly<Record<Certainty, string>>;
  readonly title: (documentNumber: string) => string;
  readonly draftTitle: string;
  readonly visitTimes: (entry: string, exit: string) => string;
  readonly each: (price: string) => string;
  /** A net weight, and the price of a kilogram. */
  readonly weighed: (weight: string, price: string) => string;
  readonly amountsIn: (currency: string) => string;
  readonly exactly: (certainty: string, percent: string) => string;
  readonly draftNotice: string;
  readonly reviewUntil: (time: string) => string;
  readonly lapseNotice: string;
  /** Of a draft that is settled by a person alone. */
  readonly overdueUntil: (time: string) => string;
  readonly finalAfterReview: string;
  readonly reasons: {
    readonly [Kind in ReviewSubject["kind"]]: (count: string) => string;
  };
  readonly reasonUnknown: string;
  /** What a shopper says of a product; `count` is how many it were. */
  readonly claims: { readonly [Kind in DisputeKind]: (product: string, count: string) => string };
  readonly disputeOpen: string;
  /** Of one that is settled by a person alone. */
  readonly disputeOverdue: (time: string) => string;
  readonly disputeGranted: string;
  readonly disputeRefused: string;
  readonly correctedBy: (documentNumber: string, date: string) => string;
  readonly less: (amount: string) => string;
  readonly more: (amount: string) => string;
  readonly sameTotal: string;
  readonly disputeUntil: (date: string) => string;
  readonly disputeLater: string;
  /** What is refunded though nobody reviewed a dispute: each, in total, how often, in which time. */
  readonly withoutReview: (
    amount: string,
    sum: string,
    count: string,
    days: string,
    hours: string,
  ) => string;
  readonly evidenceUntil: (date: string) => string;
  readonly card: (lastFour: string) => string;
  readonly account: (name: string | null) => string;
  readonly cash: string;
  readonly balances: Readonly<Record<BalanceKind, (lastFour: string) => string>>;
  readonly held: (means: string) => string;
  readonly paid: (means: string) => string;
  readonly refunded: (means: string) => string;
  readonly disputed: (means: string) => string;
  readonly cashReturned: string;
  readonly waived: string;
  readonly dueWhenFinal: string;
  readonly owed: string;
  readonly owedInCash: string;
  readonly processing: string;
  readonly needsAction: string;
  readonly refundDue: string;
  /** What the signing device says, or why it does not yet. */
  readonly fiscal: {
    readonly waiting: string;
    readonly away: string;
    readonly refused: string;
    readonly late: string;
    readonly device: (serialNumber: string) => string;
    readonly transaction: (number: string, counter: string) => string;
    readonly times: (start: string, end: string) => string;
    readonly signature: (text: string) => string;
  };
  readonly mailSubject: (title: string, shop: string) => string;
  readonly mailLink: string;
  readonly mailAttached: string;
  /** Of the page that stands where the receipt will be. */
  readonly yetToCome: { readonly title: string; readonly text: string };
  readonly page: (page: string, pages: string) => string;
  /** Under a PDF in which codes stand for characters. */
  readonly codesNotice: string;
}

const BRITISH: ReceiptTexts = {
  language: "en-GB",
  direction: "ltr",
  labels: {
    items: "What you took",
    item: "Item",
    quantity: "Quantity",
    amount: "Amount",
    nothing: "Nothing",
    deposit: "Deposit",
    goods: "Goods",
    offers: "Offers",
    deposits: "Deposits",
    beforeTax: "Total before VAT",
    tax: "VAT",
    rounding: "Rounded down by",
    taxIncluded: "VAT included",
    total: "Total",
    taxes: "VAT",
    taxKind: "Rate",
    taxNet: "Net",
    taxGross: "Gross",
    payment: "Payment",
    certainty: "How sure we are",
    fiscal: "Signature",
    rights: "Something wrong?",
    online: "This receipt online",
    scan: "Scan to see this receipt again or to dispute an item.",
    taxNumber: "VAT number",
  },
  states: {
    draft: "Draft",
    waiting: "In review",
    final: "Final",
    contested: "Disputed",
    reviewed: "Reviewed",
    corrected: "Corrected",
  },
  certainties: {
    certain: "certain",
    "almost-certain": "almost certain",
    "very-likely": "very likely",
    likely: "likely",
    unsure: "unsure",
  },
  title: (documentNumber) => `Receipt ${documentNumber}`,
  draftTitle: "Draft receipt",
  visitTimes: (entry, exit) => `In ${entry}, out ${exit}`,
  each: (price) => `${price} each`,
  weighed: (weight, price) => `${weight} net × ${price} per kg`,
  amountsIn: (currency) => `Amounts in ${currency}`,
  exactly: (certainty, percent) => `Every item and quantity correct: ${certainty}, ${percent}`,
  draftNotice: "This receipt is final in a few seconds. Until then, amounts may change.",
  reviewUntil: (time) => `Our staff are checking this receipt, until ${time} at the latest.`,
  lapseNotice: "If we miss that, we settle it in your favour.",
  overdueUntil: (time) =>
    `One of our staff has to decide on this receipt, by ${time}. You are not charged before.`,
  finalAfterReview: "Final after review.",
  reasons: {
    interaction: (count) => `Unclear picks or put-backs: ${count}`,
    gap: () => "A sensor dropped out for a moment, so an item may be missing",
    binding: () => "We are not sure that this cart is yours",
    age: () => "Waiting for an age check",
    contest: () => "You disputed an item",
  },
  reasonUnknown: "Our staff have to check it",
  claims: {
    "wrong-item": (product) => `${product}: you say you did not take it`,
    "wrong-count": (product, count) => `${product}: you say you took ${count}`,
    missing: (product, count) => `${product}: you say you took ${count} more`,
  },
  disputeOpen: "in review",
  disputeOverdue: (time) => `in review: one of our staff has to decide, by ${time}`,
  disputeGranted: "accepted",
  disputeRefused: "not accepted",
  correctedBy: (documentNumber, date) => `Corrected by document ${documentNumber} on ${date}`,
  less: (amount) => `${amount} less`,
  more: (amount) => `${amount} more`,
  sameTotal: "same total",
  disputeUntil: (date) => `You can dispute any item until ${date}.`,
  disputeLater: "You can dispute any item once the receipt is final.",
  withoutReview: (amount, sum, count, days, hours) =>
    `If no one reviews a dispute in time, we refund up to ${amount}, at most ${count}× and ${sum} in total in ${days}. Our staff decide on the rest within ${hours}.`,
  evidenceUntil: (date) => `We delete the sensor data of this visit on ${date}.`,
  card: (lastFour) => (lastFour === "" ? "Card" : `Card ending ${lastFour}`),
  account: (name) => (name === null ? "Account" : `Account ${name}`),
  cash: "Cash",
  balances: {
    "gift-card": (lastFour) => `Gift card ending in ${lastFour}`,
    points: (lastFour) => `Points of member card ending in ${lastFour}`,
  },
  held: (means) => `Held, not charged: ${means}`,
  paid: (means) => `Paid: ${means}`,
  refunded: (means) => `Refunded: ${means}`,
  disputed: (means) => `Reversed by your bank: ${means}`,
  cashReturned: "Cash refunded",
  waived: "Waived",
  dueWhenFinal: "To pay when final",
  owed: "Still to pay",
  owedInCash: "To pay in cash",
  processing: "Payment in progress at your bank",
  needsAction: "Waiting for you to confirm with your bank",
  refundDue: "Refund on its way",
  fiscal: {
    waiting: "This receipt is being signed.",
    away: "The signing device is unavailable. This receipt is signed later.",
    refused: "The signing device did not sign this receipt.",
    late: "Signed later: the signing device was unavailable.",
    device: (serialNumber) => `Device ${serialNumber}`,
    transaction: (number, counter) => `Transaction ${number}, signature ${counter}`,
    times: (start, end) => `From ${start} to ${end}`,
    signature: (text) => text,
  },
  mailSubject: (title, shop) => `${title} from ${shop}`,
  mailLink: "Open the receipt",
  mailAttached: "The receipt is attached as a PDF.",
  yetToCome: {
    title: "Your receipt will appear here",
    text: "It appears as soon as you leave the shop. This page updates automatically.",
  },
  page: (page, pages) => `Page ${page} of ${pages}`,
  codesNotice:
    "This PDF cannot print some names or characters. It shows a barcode number or a code such as [U+1234] instead; the online receipt shows them in full.",
};

const AMERICAN: ReceiptTexts = {
  ...BRITISH,
  language: "en-US",
  labels: {
    ...BRITISH.labels,
    offers: "Savings",
    beforeTax: "Subtotal",
    tax: "Tax",
    taxIncluded: "Tax included",
    taxes: "Tax",
    taxKind: "Kind",
    taxNet: "Taxable",
    taxGross: "With tax",
    rights: "Something not right?",
    scan: "Scan to see this receipt again or to dispute an item.",
    taxNumber: "Tax ID",
  },
  lapseNotice: "If we miss that, we settle it in your favor.",
  reasons: {
    ...BRITISH.reasons,
    age: () => "Waiting for an ID check",
  },
};

const GERMAN: ReceiptTexts = {
  language: "de",
  direction: "ltr",
  labels: {
    items: "Ihr Einkauf",
    item: "Artikel",
    quantity: "Menge",
    amount: "Betrag",
    nothing: "Nichts",
    deposit: "Pfand",
    goods: "Waren",
    offers: "Angebote",
    deposits: "Pfand",
    beforeTax: "Summe ohne Steuer",
    tax: "MwSt",
    rounding: "Abgerundet um",
    taxIncluded: "Enthaltene MwSt",
    total: "Summe",
    taxes: "Mehrwertsteuer",
    taxKind: "Satz",
    taxNet: "Netto",
    taxGross: "Brutto",
    payment: "Zahlung",
    certainty: "Wie sicher wir sind",
    fiscal: "Signatur",
    rights: "Stimmt etwas nicht?",
    online: "Dieser Beleg online",
    scan: "Scannen, um den Beleg wieder anzusehen oder einen Artikel zu reklamieren.",
    taxNumber: "USt-IdNr.",
  },
  states: {
    draft: "Entwurf",
    waiting: "In Prüfung",
    final: "Endgültig",
    contested: "Reklamiert",
    reviewed: "Geprüft",
    corrected: "Korrigiert",
  },
  certainties: {
    certain: "sicher",
    "almost-certain": "fast sicher",
    "very-likely": "sehr wahrscheinlich",
    likely: "wahrscheinlich",
    unsure: "unsicher",
  },
  title: (documentNumber) => `Beleg ${documentNumber}`,
  draftTitle: "Vorläufiger Beleg",
  visitTimes: (entry, exit) => `Eingang ${entry}, Ausgang ${exit}`,
  each: (price) => `je ${price}`,
  weighed: (weight, price) => `${weight} netto × ${price} je kg`,
  amountsIn: (currency) => `Beträge in ${currency}`,
  exactly: (certainty, percent) => `Alle Artikel und Mengen richtig: ${certainty}, ${percent}`,
  draftNotice:
    "Dieser Beleg ist in wenigen Sekunden endgültig. Bis dahin können sich Beträge ändern.",
  reviewUntil: (time) => `Unser Personal prüft diesen Beleg, spätestens bis ${time}.`,
  lapseNotice: "Schaffen wir das nicht, entscheiden wir zu Ihren Gunsten.",
  overdueUntil: (time) =>
    `Über diesen Beleg muss unser Personal entscheiden, spätestens: ${time}. Vorher zahlen Sie nichts.`,
  finalAfterReview: "Endgültig nach Prüfung.",
  reasons: {
    interaction: (count) => `Unklare Griffe ins Regal: ${count}`,
    gap: () => "Ein Sensor ist kurz ausgefallen, es kann ein Artikel fehlen",
    binding: () => "Wir sind nicht sicher, ob das Ihr Einkauf ist",
    age: () => "Die Altersprüfung steht noch aus",
    contest: () => "Sie haben einen Artikel reklamiert",
  },
  reasonUnknown: "Unser Personal muss den Beleg prüfen",
  claims: {
    "wrong-item": (product) => `${product}: nach Ihren Angaben nicht genommen`,
    "wrong-count": (product, count) => `${product}: nach Ihren Angaben ${count}`,
    missing: (product, count) => `${product}: nach Ihren Angaben ${count} mehr`,
  },
  disputeOpen: "wird geprüft",
  disputeOverdue: (time) => `wird geprüft: unser Personal muss entscheiden, spätestens ${time}`,
  disputeGranted: "angenommen",
  disputeRefused: "nicht angenommen",
  correctedBy: (documentNumber, date) => `Korrigiert durch Beleg ${documentNumber} am ${date}`,
  less: (amount) => `${amount} weniger`,
  more: (amount) => `${amount} mehr`,
  sameTotal: "gleiche Summe",
  disputeUntil: (date) => `Sie können jeden Artikel reklamieren, bis ${date}.`,
  disputeLater: "Sobald der Beleg endgültig ist, können Sie jeden Artikel reklamieren.",
  withoutReview: (amount, sum, count, days, hours) =>
    `Prüft niemand eine Reklamation rechtzeitig, erstatten wir bis zu ${amount}, höchstens ${count}× und insgesamt ${sum} (Zeitraum: ${days}). Über alles Weitere entscheidet unser Personal (Frist: ${hours}).`,
  evidenceUntil: (date) => `Die Sensordaten dieses Besuchs löschen wir: ${date}.`,
  card: (lastFour) => (lastFour === "" ? "Karte" : `Karte mit Endziffern ${lastFour}`),
  account: (name) => (name === null ? "Konto" : `Konto ${name}`),
  cash: "Bar",
  balances: {
    "gift-card": (lastFour) => `Geschenkkarte mit den Endziffern ${lastFour}`,
    points: (lastFour) => `Punkte der Kundenkarte mit den Endziffern ${lastFour}`,
  },
  held: (means) => `Reserviert, nicht abgebucht: ${means}`,
  paid: (means) => `Bezahlt: ${means}`,
  refunded: (means) => `Erstattet: ${means}`,
  disputed: (means) => `Von Ihrer Bank zurückgebucht: ${means}`,
  cashReturned: "Bar erstattet",
  waived: "Erlassen",
  dueWhenFinal: "Zu zahlen, sobald endgültig",
  owed: "Noch zu zahlen",
  owedInCash: "Bar zu zahlen",
  processing: "Zahlung läuft bei Ihrer Bank",
  needsAction: "Ihre Bank wartet auf Ihre Bestätigung",
  refundDue: "Erstattung ist unterwegs",
  fiscal: {
    waiting: "Dieser Beleg wird gerade signiert.",
    away: "Sicherheitseinrichtung ausgefallen. Dieser Beleg wird später signiert.",
    refused: "Die Sicherheitseinrichtung hat diesen Beleg nicht signiert.",
    late: "Später signiert: Die Sicherheitseinrichtung war ausgefallen.",
    device: (serialNumber) => `Gerät ${serialNumber}`,
    transaction: (number, counter) => `Transaktion ${number}, Signatur ${counter}`,
    times: (start, end) => `Von ${start} bis ${end}`,
    signature: (text) => text,
  },
  mailSubject: (title, shop) => `${title} von ${shop}`,
  mailLink: "Beleg öffnen",
  mailAttached: "Der Beleg liegt als PDF bei.",
  yetToCome: {
    title: "Ihr Beleg erscheint hier",
    text: "Er erscheint, sobald Sie den Laden verlassen haben. Diese Seite aktualisiert sich automatisch.",
  },
  page: (page, pages) => `Seite ${page} von ${pages}`,
  codesNotice:
    "Manche Namen oder Zeichen kann dieses PDF nicht darstellen. Es zeigt stattdessen eine Barcodenummer oder einen Code wie [U+1234]; der Beleg online zeigt sie vollständig.",
};

const ARABIC: ReceiptTexts = {
  language: "ar",
  direction: "rtl",
  labels: {
    items: "مشترياتك",
    item: "الصنف",
    quantity: "الكمية",
    amount: "المبلغ",
    nothing: "لا شيء",
    deposit: "تأمين العبوة",
    goods: "البضائع",
    offers: "العروض",
    deposits: "تأمين العبوات",
    beforeTax: "المجموع قبل الضريبة",
    tax: "الضريبة",
    rounding: "تقريب إلى الأدنى",
    taxIncluded: "الضريبة المشمولة",
    total: "الإجمالي",
    taxes: "الضريبة",
    taxKind: "النسبة",
    taxNet: "قبل الضريبة",
    taxGross: "مع الضريبة",
    payment: "الدفع",
    certainty: "درجة التأكد",
    fiscal: "التوقيع",
    rights: "هل هناك خطأ؟",
    online: "هذا الإيصال على الإنترنت",
    scan: "امسح الرمز لعرض هذا الإيصال مرة أخرى أو للاعتراض على صنف.",
    taxNumber: "الرقم الضريبي",
  },
  states: {
    draft: "مسودة",
    waiting: "قيد المراجعة",
    final: "نهائي",
    contested: "معترض عليه",
    reviewed: "تمت مراجعته",
    corrected: "مصحح",
  },
  certainties: {
    certain: "مؤكد",
    "almost-certain": "شبه مؤكد",
    "very-likely": "مرجح جدا",
    likely: "مرجح",
    unsure: "غير مؤكد",
  },
  title: (documentNumber) => `إيصال ${documentNumber}`,
  draftTitle: "إيصال مبدئي",
  visitTimes: (entry, exit) => `الدخول ${entry}، الخروج ${exit}`,
  each: (price) => `سعر الوحدة ${price}`,
  weighed: (weight, price) => `${weight} صافٍ × ${price} لكل كغ`,
  amountsIn: (currency) => `المبالغ بعملة: ${currency}`,
  exactly: (certainty, percent) => `صحة جميع الأصناف والكميات: ${certainty}، ${percent}`,
  draftNotice: "يصبح الإيصال نهائيا خلال ثوان. وحتى ذلك الحين قد تتغير المبالغ.",
  reviewUntil: (time) => `يراجع موظفونا هذا الإيصال في موعد أقصاه ${time}.`,
  lapseNotice: "إذا تأخرنا عن ذلك نحسم الأمر لصالحك.",
  overdueUntil: (time) =>
    `يجب أن يبت أحد موظفينا في هذا الإيصال في موعد أقصاه ${time}. ولن يسحب منك شيء قبل ذلك.`,
  finalAfterReview: "نهائي بعد المراجعة.",
  reasons: {
    interaction: (count) => `عمليات أخذ أو إعادة غير واضحة: ${count}`,
    gap: () => "توقف أحد أجهزة الاستشعار لحظة، وقد يكون هناك صنف ناقص",
    binding: () => "لسنا متأكدين من أن هذه السلة لك",
    age: () => "بانتظار التحقق من العمر",
    contest: () => "اعترضت على صنف",
  },
  reasonUnknown: "يجب أن يراجعه موظفونا",
  claims: {
    "wrong-item": (product) => `${product}: تقول إنك لم تأخذه`,
    "wrong-count": (product, count) => `${product}: تقول إن العدد ${count}`,
    missing: (product, count) => `${product}: تقول إنك أخذت ${count} إضافة إلى ذلك`,
  },
  disputeOpen: "قيد المراجعة",
  disputeOverdue: (time) => `قيد المراجعة: يجب أن يبت فيه أحد موظفينا في موعد أقصاه ${time}`,
  disputeGranted: "مقبول",
  disputeRefused: "غير مقبول",
  correctedBy: (documentNumber, date) => `صحح بالمستند ${documentNumber} بتاريخ ${date}`,
  less: (amount) => `أقل بمقدار ${amount}`,
  more: (amount) => `أكثر بمقدار ${amount}`,
  sameTotal: "الإجمالي نفسه",
  disputeUntil: (date) => `يمكنك الاعتراض على أي صنف حتى ${date}.`,
  disputeLater: "يمكنك الاعتراض على أي صنف عندما يصبح الإيصال نهائيا.",
  withoutReview: (amount, sum, count, days, hours) =>
    `إذا لم يراجع أحد اعتراضك في الموعد نرد إليك حتى ${amount} (عدد المرات: ${count}، والمجموع: ${sum}، خلال: ${days}). ويبت موظفونا في الباقي خلال ${hours}.`,
  evidenceUntil: (date) => `نحذف بيانات أجهزة الاستشعار لهذه الزيارة في ${date}.`,
  card: (lastFour) => (lastFour === "" ? "بطاقة" : `بطاقة تنتهي بالأرقام ${lastFour}`),
  account: (name) => (name === null ? "حساب" : `حساب ${name}`),
  cash: "نقدا",
  balances: {
    "gift-card": (lastFour) => `بطاقة هدية تنتهي بالرقم ${lastFour}`,
    points: (lastFour) => `نقاط بطاقة العضوية التي تنتهي بالرقم ${lastFour}`,
  },
  held: (means) => `محجوز ولم يسحب: ${means}`,
  paid: (means) => `مدفوع: ${means}`,
  refunded: (means) => `مسترد: ${means}`,
  disputed: (means) => `استرده بنكك: ${means}`,
  cashReturned: "مسترد نقدا",
  waived: "معفى",
  dueWhenFinal: "يدفع عندما يصبح نهائيا",
  owed: "المتبقي للدفع",
  owedInCash: "يدفع نقدا",
  processing: "الدفع جار لدى بنكك",
  needsAction: "بانتظار تأكيدك لدى البنك",
  refundDue: "المبلغ المسترد في الطريق",
  fiscal: {
    waiting: "يجري توقيع هذا الإيصال.",
    away: "جهاز التوقيع غير متاح. سيُوقَّع هذا الإيصال لاحقًا.",
    refused: "لم يوقّع الجهاز هذا الإيصال.",
    late: "وُقّع لاحقًا: كان جهاز التوقيع غير متاح.",
    device: (serialNumber) => `الجهاز ${serialNumber}`,
    transaction: (number, counter) => `المعاملة ${number}، التوقيع ${counter}`,
    times: (start, end) => `من ${start} إلى ${end}`,
    signature: (text) => text,
  },
  mailSubject: (title, shop) => `${title} من ${shop}`,
  mailLink: "افتح الإيصال",
  mailAttached: "الإيصال مرفق بصيغة PDF.",
  yetToCome: {
    title: "سيظهر إيصالك هنا",
    text: "يظهر بمجرد مغادرتك المتجر. تتحدث هذه الصفحة تلقائيا.",
  },
  page: (page, pages) => `صفحة ${page} من ${pages}`,
  codesNotice:
    "لا يستطيع ملف PDF هذا إظهار بعض الأسماء أو الحروف، فيعرض بدلا منها رقم باركود أو رمزا مثل [U+1234]؛ وتظهر كاملة في الإيصال على الإنترنت.",
};

export const RECEIPT_TEXTS: readonly [ReceiptTexts, ...ReceiptTexts[]] = [
  BRITISH,
  AMERICAN,
  GERMAN,
  ARABIC,
];

/** The texts for a locale (BCP 47). Throws RangeError on a malformed one. */
export function findReceiptTexts(locale: string): ReceiptTexts {
  return findTexts(RECEIPT_TEXTS, locale);
}
