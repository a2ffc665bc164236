/** Every word of parts in the console. Other languages are typed by these. */
export const parts = {};
