/** The program of a worker. */
export const JOB_MAIN = new URL('../job-main.ts', import.meta.url).pathname;
/** Only the part of the heap that is JavaScript’s; the rest is left to buffers and native code. */
export const HEAP_SHARE = 0.5;
/** Bytes. The kernel’s own limit is a net below whoever watches; what a process merely reserves counts, so it is wide. */
export const NET = 4096 * 1024 ** 2;
/** How a worker ends where there is no room left, not even to say so. */
export const NO_ROOM = 74;
