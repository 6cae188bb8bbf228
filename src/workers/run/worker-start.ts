/** The program of a worker. */
export const JOB_MAIN = new URL('../job-main.ts', import.meta.url).pathname;
/** Only the part of the heap that is JavaScript’s; the rest is left to buffers and native code. */
export const HEAP_SHARE = 0.5;
/** How a worker ends where there is no room left, not even to say so. */
export const NO_ROOM = 74;
