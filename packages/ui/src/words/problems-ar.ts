import type { ProblemWords } from "../problem-words.ts";

export const problemsArabic: ProblemWords = {
  other: {
    title: "حدث خطأ في المتجر",
    advice: "حاول مرة أخرى. وإذا استمر الخطأ فتحدث إلى الموظفين.",
  },
  "no-connection": {
    title: "تعذر الوصول إلى المتجر",
    advice: "تحقق من الشبكة ثم حاول مرة أخرى، فلن ينفذ شيء مرتين.",
  },
  "passkey-called-off": {
    title: "لم يستخدم أي مفتاح مرور",
    advice: "حاول مرة أخرى أو اختر طريقة أخرى.",
  },
  "not-signed-in": { title: "لم تسجل الدخول", advice: "سجل الدخول بمفتاح المرور." },
  "token-invalid": { title: "تم تسجيل خروجك", advice: "سجل الدخول مرة أخرى." },
  "sign-in-refused": {
    title: "مفتاح المرور هذا غير معروف هنا",
    advice: "استخدم مفتاح مرور آخر أو سجل من جديد.",
  },
  "sign-in-delayed": {
    title: "فشلت محاولات كثيرة لتسجيل الدخول",
    advice: "انتظر قليلا ثم حاول مرة أخرى.",
  },
  "rate-limited": {
    title: "طلبات كثيرة دفعة واحدة",
    advice: "انتظر دقيقة ثم حاول مرة أخرى.",
  },
  "customer-busy": {
    title: "ما زال هناك أمر لم يكتمل",
    advice: "يمكنك حذف بياناتك بعد انتهاء زيارتك ودفع إيصالها.",
  },
  "gate-closed": {
    title: "هذه البوابة مغلقة",
    advice: "استخدم بوابة أخرى أو اسأل الموظفين.",
  },
  "gate-busy": { title: "هناك من يدخل الآن", advice: "حاول مرة أخرى بعد لحظة." },
  "gate-unknown": {
    title: "لا توجد بوابة كهذه هنا",
    advice: "استخدم إحدى بوابات هذا المتجر.",
  },
  "gate-leads-out": { title: "هذا باب الخروج", advice: "استخدم بوابة الدخول." },
  "entry-code-invalid": {
    title: "هذا الرمز لا يفتح البوابة",
    advice: "اعرض الرمز من صفحة هذا المتجر.",
  },
  "entry-code-expired": {
    title: "انتهت صلاحية هذا الرمز",
    advice: "اعرض الرمز الحالي.",
  },
  "entry-code-replayed": {
    title: "استخدم هذا الرمز من قبل",
    advice: "انتظر الرمز التالي أو قرب البطاقة من القارئ مرة أخرى.",
  },
  "entry-card-refused": {
    title: "لا يمكن استخدام هذه البطاقة",
    advice: "استخدم بطاقة أخرى أو طريقة دخول أخرى.",
  },
  "entry-badge-unknown": { title: "هذه الشارة غير معروفة", advice: "اسأل الموظفين." },
  "entry-badge-blocked": { title: "هذه الشارة محظورة", advice: "اسأل الموظفين." },
  "entry-passkey-refused": {
    title: "لم يقبل مفتاح المرور هذا",
    advice: "حاول مرة أخرى أو استخدم طريقة دخول أخرى.",
  },
  "entry-barred-by-debt": {
    title: "هناك زيارة سابقة لم تدفع",
    advice: "ادفعها عند جهاز الدفع أو في التطبيق ثم ادخل.",
  },
  "entry-hold-declined": {
    title: "رفض البنك حجز المبلغ",
    advice: "لم يسحب أي مبلغ. استخدم بطاقة أخرى أو طريقة دخول أخرى.",
  },
  "entry-hold-refused": {
    title: "تعذر حجز المبلغ",
    advice: "لم يسحب أي مبلغ. استخدم بطاقة أخرى أو طريقة دخول أخرى، أو اسأل الموظفين.",
  },
  "entry-offline": {
    title: "لا يمكن التحقق من البطاقات الآن",
    advice: "حاول لاحقا أو اطلب من الموظفين فتح البوابة.",
  },
  "entry-interrupted": {
    title: "انقطع الدخول قبل أن يكتمل",
    advice: "لن يحسب عليك شيء. اعرض رمزا جديدا أو قرب البطاقة مرة أخرى.",
  },
  "entry-method-unavailable": {
    title: "طريقة الدخول هذه غير متاحة هنا",
    advice: "استخدم إحدى الطرق الأخرى.",
  },
  "party-size-invalid": {
    title: "عددكم أكبر من المسموح به في دخول واحد",
    advice: "انقسموا إلى مجموعات وادخلوا واحدة بعد الأخرى.",
  },
  "not-found": {
    title: "لا يوجد شيء هنا",
    advice: "تحقق من الرابط أو عد إلى صفحة البداية.",
  },
  "receipt-not-final": {
    title: "ما زال الإيصال مسودة",
    advice: "انتظر حتى يصبح نهائيا، فالأمر يستغرق ثواني.",
  },
  "contest-too-late": {
    title: "انتهت مهلة الاعتراض على هذا الإيصال",
    advice: "تحدث إلى الموظفين.",
  },
  "contest-already-open": {
    title: "هذا البند قيد المراجعة بالفعل",
    advice: "انتظر الرد، وسيظهر من تلقاء نفسه.",
  },
  "contest-not-open": { title: "تم البت في هذا الاعتراض", advice: "انظر إلى الإيصال." },
  "quantity-invalid": { title: "هذا العدد غير مناسب هنا", advice: "اختر عددا آخر." },
  "debt-not-open": { title: "لا يوجد ما يدفع", advice: "كل شيء مسدد." },
  "charge-not-open": {
    title: "لا يمكن تعديل الدفع الآن",
    advice: "حاول مرة أخرى بعد لحظة.",
  },
  "account-limit-exceeded": {
    title: "سيتجاوز ذلك حد الحساب",
    advice: "استخدم طريقة دفع أخرى.",
  },
  "mail-unavailable": {
    title: "لا يمكن إرسال الإيصال بالبريد الإلكتروني",
    advice: "احفظ ملف PDF أو انسخ الرابط.",
  },
  "mail-address-invalid": {
    title: "هذا ليس عنوان بريد إلكتروني",
    advice: "أدخل عنوانا مثل name@example.com.",
  },
  "not-ready": {
    title: "المتجر قيد التشغيل",
    advice: "انتظر لحظة ثم حاول مرة أخرى.",
  },
};
