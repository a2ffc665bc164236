/** Every word of shelf in the console. Other languages are typed by these. */
export const shelf = {};
