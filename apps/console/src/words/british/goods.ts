/** Every word of goods in the console. Other languages are typed by these. */
export const goods = {};
