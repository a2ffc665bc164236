/** Every word of till in the console. Other languages are typed by these. */
export const till = {};
