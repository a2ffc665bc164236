import { isolated } from "@saunter/ui/i18n";
import { problemsArabic as shoppers } from "@saunter/ui/words/problems-ar";
import type { ConsoleProblems, ConsoleProblemWords } from "../console-codes.ts";

const NOTHING_TO_DO = "لا يلزم فعل شيء.";
const IN_A_MOMENT = "حاول مرة أخرى بعد لحظة.";
const CHECK_CONFIGURATION = isolated`تحقق من الإعدادات: ${"saunter config check"}.`;
const RESTORE = isolated`أوقف المتجر ثم استعد آخر نسخة احتياطية سليمة: ${"saunter restore --data FOLDER --force FILE"}.`;
const REPORT = "أعد تحميل الصفحة. وإذا تكرر ذلك فأبلغ عن الخطأ.";

const words: ConsoleProblemWords = {
  other: {
    title: "لم ينجح ذلك",
    advice: "يذكر المتجر السبب بالإنجليزية:",
  },

  // On the way to the shop.
  "no-connection": {
    title: "لا يمكن الوصول إلى المتجر",
    advice: "تحقق من الاتصال ثم حاول مرة أخرى. لا يحدث شيء مرتين.",
  },
  unreadable: {
    title: "تعذّرت قراءة رد المتجر",
    advice: "حاول مرة أخرى. وإذا تكرر ذلك فاسأل من يدير الخادم.",
  },
  "passkey-called-off": {
    title: "لم يُستخدم أي مفتاح مرور",
    advice: shoppers["passkey-called-off"].advice,
  },
  "input-invalid": {
    title: "في الطلب حقول غير صالحة",
    advice: "صحّح الحقول المذكورة.",
  },
  "body-malformed": { title: isolated`الطلب ليس بصيغة ${"JSON"} صالحة`, advice: REPORT },
  "body-too-large": {
    title: "الطلب أكبر من المسموح",
    advice: isolated`أرسل ${"64 kB"} على الأكثر في المرة الواحدة.`,
  },
  "body-type-unsupported": { title: "نوع المحتوى هذا غير مدعوم", advice: REPORT },
  "not-acceptable": {
    title: "هذه الصيغة غير متاحة هنا",
    advice: isolated`اختر ${"JSON"} أو ${"HTML"} أو ${"PDF"}.`,
  },
  "route-unknown": {
    title: "هذا العنوان غير موجود",
    advice: "أعد تحميل الصفحة: قد يكون المتجر على إصدار آخر.",
  },
  "method-not-allowed": { title: "هذا غير ممكن على هذا العنوان", advice: REPORT },
  "request-too-slow": {
    title: "استغرق وصول الطلب وقتًا أطول من اللازم",
    advice: "أرسله مرة أخرى. وإذا تكرر ذلك فتحقق من الشبكة.",
  },
  "headers-too-large": {
    title: "ترويسات الطلب أكبر من المسموح",
    advice: "احذف ملفات تعريف الارتباط القديمة لهذا الموقع.",
  },
  "rate-limited": {
    title: "طلبات كثيرة",
    advice: "انتظر دقيقة ثم حاول مرة أخرى.",
  },
  "avatar-refused": {
    title: "لا يستطيع متسوق العرض فعل ذلك",
    advice: "السبب مذكور أدناه. اختر شيئًا آخر.",
  },
  "streams-too-many": {
    title: "شاشات مباشرة كثيرة مفتوحة",
    advice: "أغلق إحداها أولًا.",
  },
  "idempotency-key-missing": { title: "ينقص الطلب مفتاح منع التكرار", advice: REPORT },
  "idempotency-key-reused": {
    title: "استُخدم مفتاح منع التكرار لطلب آخر",
    advice: REPORT,
  },
  "csrf-header-missing": { title: isolated`تنقص الطلب ترويسة ${"CSRF"}`, advice: REPORT },

  // Amounts and goods.
  "amount-invalid": {
    title: "المبلغ غير صالح",
    advice: "أدخل مبلغًا قدره 0 أو أكثر.",
  },
  "quantity-invalid": {
    title: shoppers["quantity-invalid"].title,
    advice: "الكميات الممكنة مذكورة أدناه.",
  },
  "currency-mismatch": {
    title: "المبلغ بعملة أخرى",
    advice: "استخدم عملة المتجر.",
  },
  "product-unknown": {
    title: "ليس في المتجر هذا المنتج",
    advice: isolated`استخدم رقم ${"GTIN"} من الكتالوج.`,
  },
  "price-missing": {
    title: "ليس للمنتج سعر",
    advice: "حدد له سعرًا في الكتالوج.",
  },
  "offer-invalid": { title: "في الكتالوج عرض غير صالح", advice: CHECK_CONFIGURATION },
  "tax-unknown": {
    title: "فئة الضريبة هذه غير معروفة في بلد المتجر",
    advice: CHECK_CONFIGURATION,
  },
  "facing-unknown": {
    title: "ليس في مخطط الرفوف هذا الموضع",
    advice: "أعد تحميل الصفحة ثم اختر موضعًا من مخطط الرفوف.",
  },
  "goods-fixed": {
    title: "لا يمكن تغيير منتجات هذا المتجر هنا",
    advice:
      "إن كانت السلسلة هي التي تقررها فغيّرها هناك، وإلا فأضف الكتالوج والرفوف ومخططها إلى الإعدادات.",
  },
  "planogram-unchanged": {
    title: "ليس في مخطط الرفوف ما يُنشر أو يُتراجع عنه",
    advice: "أعد تحميل الصفحة ثم عدّل المسودة أولًا.",
  },
  "goods-invalid": {
    title: "المنتجات ومخطط الرفوف غير متطابقين",
    advice: "العنصر الخاطئ والمسموح به مذكوران أدناه.",
  },

  // People and sign-in.
  "not-signed-in": { title: "لم تسجّل الدخول", advice: "سجّل الدخول." },
  "token-invalid": { title: "تم تسجيل خروجك", advice: "سجّل الدخول مرة أخرى." },
  "sign-in-refused": {
    title: "رُفض تسجيل الدخول",
    advice: "تحقق من الاسم وكلمة المرور، أو استخدم مفتاح مرور آخر.",
  },
  "sign-in-delayed": {
    title: shoppers["sign-in-delayed"].title,
    advice: "انتظر قليلًا، أو سجّل الدخول بمفتاح مرور.",
  },
  "second-factor-needed": {
    title: "يحتاج تسجيل دخولك إلى رمز",
    advice: "أدخل الرمز الذي يعرضه تطبيق المصادقة، أو رمز استرداد.",
  },
  "second-factor-wrong": {
    title: "رُفض الرمز",
    advice: "يعمل كل رمز مرة واحدة: انتظر الرمز التالي. وتحقق من صحة ساعة هاتفك.",
  },
  "second-factor-on": {
    title: "لديك عامل ثانٍ بالفعل",
    advice: "أوقفه قبل أن تعدّ غيره.",
  },
  "second-factor-required": {
    title: "يتطلب هذا المتجر عاملًا ثانيًا",
    advice: "أعدّ واحدًا في صفحة «تسجيل دخولك»، أو سجّل الدخول بمفتاح مرور.",
  },
  forbidden: {
    title: "دورك لا يسمح بذلك",
    advice: "اطلب دورًا آخر من المشغّل.",
  },
  "name-taken": { title: "هذا الاسم لمستخدم آخر", advice: "اختر اسمًا آخر." },
  "customer-busy": {
    title: "لا يمكن حذف بيانات العميل بعد",
    advice: "ما لم ينته بعد مذكور أدناه.",
  },

  // Entry.
  "gate-closed": {
    title: shoppers["gate-closed"].title,
    advice: "افتحها من صفحة «الحالة»، أو اختر بوابة أخرى.",
  },
  "gate-busy": shoppers["gate-busy"],
  "gate-unknown": {
    title: "ليس في المتجر هذه البوابة",
    advice: "اختر إحدى بوابات هذا المتجر.",
  },
  "gate-leads-out": { title: shoppers["gate-leads-out"].title, advice: "اختر بوابة دخول." },
  "entry-code-invalid": {
    title: "هذا الرمز ليس من هذا المتجر",
    advice: "اعرض الرمز من صفحة هذا المتجر.",
  },
  "entry-code-expired": shoppers["entry-code-expired"],
  "entry-code-replayed": {
    title: "استُخدم هذا الرمز من قبل",
    advice: "انتظر الرمز التالي، أو قرّب البطاقة من القارئ مرة أخرى.",
  },
  "entry-card-refused": shoppers["entry-card-refused"],
  "card-setup-unknown": {
    title: "لم تُحفظ هذه البطاقة",
    advice: shoppers["card-setup-unknown"].advice,
  },
  "entry-badge-unknown": {
    title: shoppers["entry-badge-unknown"].title,
    advice: "أضفها في صفحة «الأشخاص».",
  },
  "entry-badge-blocked": {
    title: shoppers["entry-badge-blocked"].title,
    advice: "يستطيع مشغّل تفعيلها في صفحة «الأشخاص».",
  },
  "entry-passkey-refused": {
    title: "رُفض مفتاح المرور هذا",
    advice: shoppers["entry-passkey-refused"].advice,
  },
  "entry-barred-by-debt": {
    title: "هناك زيارة سابقة غير مدفوعة",
    advice: "يجب دفعها أولًا، عند الصندوق مثلًا.",
  },
  "entry-hold-declined": {
    title: shoppers["entry-hold-declined"].title,
    advice: shoppers["entry-card-refused"].advice,
  },
  "entry-hold-refused": {
    title: "رفض مزود الدفع حجز المبلغ",
    advice: "لم يُسحب أي مبلغ. استخدم بطاقة أخرى أو طريقة دخول أخرى.",
  },
  "entry-offline": {
    title: "لا يمكن الوصول إلى مزود الدفع أو جهاز البطاقات",
    advice: "حاول لاحقًا، أو افتح البوابة للدفع نقدًا.",
  },
  "entry-interrupted": {
    title: "انقطع الدخول قبل فتح البوابة",
    advice: "لم يُسحب أي مبلغ. ابدأ من جديد.",
  },
  "entry-method-unavailable": shoppers["entry-method-unavailable"],
  "party-size-invalid": {
    title: "المجموعة أكبر من المسموح به في دخول واحد",
    advice: "قسّم المجموعة.",
  },

  // Visits.
  "not-found": {
    title: "غير موجود، أو لا يمكنك الوصول إليه",
    advice: "تحقق من العنوان أو المعرّف.",
  },
  "version-conflict": {
    title: "تغيّر شيء في هذه الأثناء",
    advice: "أعد تحميل الصفحة ثم حاول مرة أخرى.",
  },
  "trip-not-left": {
    title: "لم تُترك هذه العربة الذكية",
    advice: "سجّل ما عُثر عليه بعد أن تنتهي الجولة دون دفع.",
  },
  "visit-not-open": { title: "انتهت الزيارة", advice: "افتح إيصالها." },
  "visit-already-left": { title: "غادر المتسوق بالفعل", advice: NOTHING_TO_DO },
  "visit-not-left": {
    title: "ما زال أحد من المجموعة في الداخل",
    advice: "انتظر، أو أنهِ الزيارة بنفسك.",
  },
  "exit-without-entry": {
    title: "ليس لهذا الخروج دخول مسجّل",
    advice: "تحقق من التنبيهات.",
  },
  "shopper-already-bound": {
    title: "المتسوق في هذه الزيارة بالفعل",
    advice: NOTHING_TO_DO,
  },
  "shopper-unknown": {
    title: "هذا المتسوق ليس في المتجر",
    advice: "اختر متسوقًا موجودًا في المتجر الآن.",
  },
  "age-check-not-needed": {
    title: "لا يوجد تحقق من العمر بالانتظار",
    advice: NOTHING_TO_DO,
  },

  // Money.
  "day-closed": {
    title: "أُغلق هذا اليوم من قبل",
    advice: "ما جاء بعد آخر إغلاق يدخل في يوم لاحق: أغلق ذلك اليوم.",
  },
  "day-to-come": {
    title: "لم يبدأ هذا اليوم بعد",
    advice: "أغلق اليوم الحالي، أو يومًا سابقًا لم يُغلق.",
  },
  "account-limit-exceeded": {
    title: shoppers["account-limit-exceeded"].title,
    advice: "استخدم طريقة دفع أخرى، أو اطلب رفع الحد.",
  },
  "account-unknown": {
    title: "هذا الحساب غير موجود",
    advice: "تحقق من الإعدادات.",
  },
  "charge-not-open": shoppers["charge-not-open"],
  "debt-not-open": { title: "لا يوجد ما يُدفع", advice: NOTHING_TO_DO },
  "cash-amount-wrong": {
    title: "المبلغ لا يطابق المبلغ المستحق",
    advice: "سوِّ المبلغ المستحق كله.",
  },
  "cash-exceeds-drawer": {
    title: "نقود أكثر مما يُفترض أن يكون في الدرج",
    advice: "خذ أقل، أو عُدّ الدرج أولًا إن كان فيه أكثر.",
  },
  "drawer-not-counted": {
    title: "لم يُعَدّ درج النقود بعد",
    advice: "عُدّه أولًا.",
  },
  "refund-exceeds-captured": {
    title: "أكثر مما يمكن رده",
    advice: "ما بقي ممكنًا رده مذكور في الإيصال.",
  },
  "refund-needs-operator": {
    title: "يحتاج رد هذا المبلغ إلى مشغّل",
    advice: "اطلب من مشغّل أن يردّه، أو ردّ مبلغًا أقل.",
  },

  // Receipts and reviews.
  "receipt-not-final": {
    title: shoppers["receipt-not-final"].title,
    advice: "انتظر حتى يصبح نهائيًا.",
  },
  "receipt-line-unknown": {
    title: "ليس في الإيصال هذا البند",
    advice: "أعد تحميل الصفحة ثم اختر بندًا من الإيصال.",
  },
  "contest-too-late": {
    title: shoppers["contest-too-late"].title,
    advice: "يمكنك رد ثمن الصنف بدلًا من ذلك.",
  },
  "contest-already-open": {
    title: shoppers["contest-already-open"].title,
    advice: "انتظر القرار.",
  },
  "contest-not-open": shoppers["contest-not-open"],
  "review-not-open": {
    title: "انتهت مهلة هذه المراجعة",
    advice: "حُسمت لصالح المتسوق. خذ التالية.",
  },
  "review-claimed-by-other": {
    title: "هذه المراجعة مفتوحة لدى مراجع آخر",
    advice: "خذ التالية.",
  },
  "review-already-decided": { title: "حُسمت هذه المراجعة بالفعل", advice: "خذ التالية." },
  "review-choice-unknown": {
    title: "هذا الجواب غير متاح",
    advice: "اختر أحد الأجوبة المعروضة.",
  },
  "mail-unavailable": {
    title: shoppers["mail-unavailable"].title,
    advice: isolated`أدخل عنوان بريد إلكتروني، أو احفظ ملف ${"PDF"}.`,
  },
  "mail-address-invalid": {
    title: shoppers["mail-address-invalid"].title,
    advice: isolated`أدخل عنوانًا مثل ${"name@example.com"}.`,
  },
  "clip-unreadable": {
    title: "لا يمكن فتح المقطع",
    advice: "شُفّر بمفتاح آخر أو هو تالف. قرّر بناءً على الأدلة الأخرى.",
  },

  // The shop's process, and its disk.
  "webhook-configured": {
    title: "خطاف الويب هذا من إعدادات المتجر",
    advice: isolated`غيّره هناك، في ${"webhooks"}.`,
  },
  "reports-busy": { title: "تقارير كثيرة قيد الإنشاء", advice: IN_A_MOMENT },
  "recording-unavailable": {
    title: "لا يمكن للمتجر التسجيل الآن",
    advice: "حرّر مساحة على القرص، وتأكد من أن للمتجر موازين وأن نظامه يستطيع الكتابة في مجلده.",
  },
  "export-too-large": {
    title: "صفوف التصدير أكثر من المسموح",
    advice: "اختر فترة أقصر، أو الأيام أو المنتجات بدل الإيصالات أو بنودها.",
  },
  "receipts-busy": {
    title: isolated`إيصالات كثيرة قيد الإنشاء بصيغة ${"PDF"}`,
    advice: IN_A_MOMENT,
  },
  "not-ready": {
    title: "المتجر قيد التشغيل أو الإيقاف",
    advice: shoppers["not-ready"].advice,
  },
  "internal-error": {
    title: "حدث خطأ في الخادم",
    advice: "حاول مرة أخرى. وإذا تكرر ذلك فابحث عن الخطأ في سجل الخادم.",
  },
  "journal-corrupt": { title: "السجل تالف", advice: RESTORE },
  "journal-cut": { title: "ينتهي السجل قبل أوانه", advice: RESTORE },
  "journal-newer": {
    title: "كُتب السجل بإصدار أحدث",
    advice: isolated`حدّث ${"Saunter"}.`,
  },
  "shop-replaced": {
    title: "حلّ حاسوب آخر محل هذا الحاسوب",
    advice: isolated`أحضر أحداث المتجر إلى هنا: ${"saunter restore --from-chain shop.yaml"}.`,
  },
  "row-damaged": {
    title: "هناك سجل محفوظ تالف",
    advice: "حاول مرة أخرى بعد دقيقة: يُصلَح أو يُخرَج، ويصل تنبيه إلى الموظفين.",
  },
  "database-locked": {
    title: "مجلد المتجر في يد عملية أخرى",
    advice: "أوقف العملية الأخرى.",
  },
  "disk-full": {
    title: "القرص ممتلئ",
    advice: "أفرغ مساحة على القرص ثم حاول مرة أخرى.",
  },
  "disk-failing": {
    title: "تتعذّر القراءة من القرص أو الكتابة عليه",
    advice: "تحقق من القرص ومن أذونات المجلد.",
  },
  "queue-full": { title: "القرص لا يلاحق الكتابة", advice: IN_A_MOMENT },
  "event-too-large": {
    title: "هناك حدث أكبر من المسموح",
    advice: "أبلغ عن الخطأ مع سجل الخادم.",
  },
  closed: { title: "المتجر قيد الإيقاف", advice: IN_A_MOMENT },
};

export const problems: ConsoleProblems = { tryAgain: "حاول مرة أخرى", words };
