import type { ProblemWords } from "../problem-words.ts";

export const problemsArabic: ProblemWords = {
  other: {
    title: "حدث خطأ في المتجر",
    advice: "حاول مرة أخرى. وإذا استمر الخطأ فاسأل الموظفين.",
  },
  "no-connection": {
    title: "تعذر الوصول إلى المتجر",
    advice: "تحقق من الاتصال ثم حاول مرة أخرى. لن تدفع مرتين.",
  },
  "passkey-called-off": {
    title: "لم يستخدم أي مفتاح مرور",
    advice: "حاول مرة أخرى أو اختر طريقة أخرى.",
  },
  "not-signed-in": { title: "لم تسجل الدخول", advice: "سجل الدخول بمفتاح المرور." },
  "token-invalid": { title: "تم تسجيل خروجك", advice: "سجل الدخول مرة أخرى." },
  "sign-in-refused": {
    title: "لا يعرف هذا المتجر مفتاح المرور هذا",
    advice: "استخدم مفتاح مرور آخر أو سجل من جديد.",
  },
  "sign-in-delayed": {
    title: "فشلت محاولات كثيرة لتسجيل الدخول",
    advice: "انتظر قليلا ثم حاول مرة أخرى.",
  },
  "rate-limited": {
    title: "محاولات كثيرة",
    advice: "انتظر دقيقة ثم حاول مرة أخرى.",
  },
  "customer-busy": {
    title: "لا يمكن حذف بياناتك بعد",
    advice: "أنه زيارتك وادفع إيصالها ثم حاول مرة أخرى.",
  },
  "gate-closed": {
    title: "هذه البوابة مغلقة",
    advice: "استخدم بوابة أخرى أو اسأل الموظفين.",
  },
  "gate-busy": { title: "هناك من يدخل الآن", advice: "حاول مرة أخرى بعد لحظة." },
  "gate-unknown": {
    title: "هذه البوابة غير موجودة",
    advice: "استخدم إحدى بوابات هذا المتجر.",
  },
  "gate-leads-out": { title: "هذه بوابة الخروج", advice: "استخدم بوابة الدخول." },
  "entry-code-invalid": {
    title: "هذا الرمز لا يفتح البوابة",
    advice: "افتح صفحة هذا المتجر واعرض الرمز فيها.",
  },
  "entry-code-expired": {
    title: "انتهت صلاحية هذا الرمز",
    advice: "اعرض الرمز الحالي على هاتفك.",
  },
  "entry-code-replayed": {
    title: "استخدم هذا الرمز من قبل",
    advice: "انتظر الرمز التالي أو قرب البطاقة من القارئ مرة أخرى.",
  },
  "entry-card-refused": {
    title: "لا يمكن استخدام هذه البطاقة",
    advice: "استخدم بطاقة أخرى أو طريقة دخول أخرى.",
  },
  "card-setup-unknown": {
    title: "لم تُحفظ بطاقتك",
    advice: "أدخل البطاقة مرة أخرى.",
  },
  "entry-badge-unknown": { title: "هذه الشارة غير معروفة", advice: "اسأل الموظفين." },
  "entry-badge-blocked": { title: "هذه الشارة محظورة", advice: "اسأل الموظفين." },
  "entry-passkey-refused": {
    title: "لم يقبل مفتاح المرور هذا",
    advice: "حاول مرة أخرى أو استخدم طريقة دخول أخرى.",
  },
  "entry-barred-by-debt": {
    title: "لديك إيصال غير مدفوع",
    advice: "ادفعه عند جهاز الدفع أو في التطبيق ثم ادخل.",
  },
  "entry-hold-declined": {
    title: "رفض البنك حجز المبلغ",
    advice: "لم نسحب أي مبلغ. استخدم بطاقة أخرى أو طريقة دخول أخرى.",
  },
  "entry-hold-refused": {
    title: "تعذر حجز المبلغ",
    advice: "لم نسحب أي مبلغ. استخدم بطاقة أخرى أو طريقة دخول أخرى، أو اسأل الموظفين.",
  },
  "entry-offline": {
    title: "لا يمكن التحقق من البطاقات الآن",
    advice: "حاول لاحقا أو اطلب من الموظفين فتح البوابة.",
  },
  "entry-interrupted": {
    title: "انقطع الدخول قبل أن يكتمل",
    advice: "لم نسحب أي مبلغ. اعرض رمزا جديدا أو قرب البطاقة مرة أخرى.",
  },
  "entry-method-unavailable": {
    title: "طريقة الدخول هذه غير متاحة في هذا المتجر",
    advice: "استخدم طريقة دخول أخرى.",
  },
  "party-size-invalid": {
    title: "مجموعتكم أكبر من المسموح به في دخول واحد",
    advice: "انقسموا وادخلوا في مجموعات أصغر.",
  },
  "not-found": {
    title: "الصفحة غير موجودة",
    advice: "تحقق من الرابط أو اذهب إلى صفحة البداية.",
  },
  "receipt-not-final": {
    title: "ما زال الإيصال مسودة",
    advice: "انتظر بضع ثوان حتى يصبح نهائيا ثم حاول مرة أخرى.",
  },
  "contest-too-late": {
    title: "انتهت مهلة الاعتراض على هذا الإيصال",
    advice: "اسأل الموظفين.",
  },
  "contest-already-open": {
    title: "هذا الصنف قيد المراجعة بالفعل",
    advice: "انتظر الرد، وسيظهر على الإيصال.",
  },
  "contest-not-open": { title: "تم البت في هذا الاعتراض", advice: "ستجد الرد على الإيصال." },
  "quantity-invalid": { title: "هذه الكمية غير ممكنة", advice: "اختر كمية أخرى." },
  "debt-not-open": { title: "لا يوجد ما يدفع", advice: "إيصالك مدفوع." },
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
