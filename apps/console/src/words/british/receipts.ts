/** Every word of receipts in the console. Other languages are typed by these. */
export const receipts = {};
