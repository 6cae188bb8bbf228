import type { Limits } from '../executor.ts';

const MEGABYTE = 1024 ** 2;
/** The program of a worker. */
export const JOB_MAIN = new URL('../job-main.ts', import.meta.url).pathname;
/** Only the part of the heap that is JavaScript’s; the rest is left to buffers and native code. */
const HEAP_SHARE = 0.5;
/** The kernel’s own limit is a net below whoever watches; what a process merely reserves counts, so it is wide. */
const NET = 4096 * MEGABYTE;
/** How a worker ends where there is no room left, not even to say so. */
export const NO_ROOM = 74;

/** How Node is told how much of its memory a worker may take for its heap. */
export const heapOption = ({ memory }: Limits): string =>
  `--max-old-space-size=${Math.floor((memory * HEAP_SHARE) / MEGABYTE)}`;

/** Bytes of data that the kernel lets a worker have. */
export const dataLimit = ({ memory }: Limits): number => memory + NET;
