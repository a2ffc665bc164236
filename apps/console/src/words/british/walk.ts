/** Every word of walk in the console. Other languages are typed by these. */
export const walk = {};
