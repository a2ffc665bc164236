/** Every word of demo in the console. Other languages are typed by these. */
export const demo = {};
