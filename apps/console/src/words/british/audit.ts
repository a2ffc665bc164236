/** Every word of audit in the console. Other languages are typed by these. */
export const audit = {};
