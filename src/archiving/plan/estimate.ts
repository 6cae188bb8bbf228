const MEGABYTE = 1e6;
const PLAIN_MEMORY = 1000; // megabytes, as the procedure gives each job
const CONVERSION_MEMORY = 10_000; // on top of the largest input

/** Megabytes a second: over a network that others use too, and on one core of an ordinary machine. */
const TRANSFERRED = 20;
const CONVERTED = 8;
/** What lies packed in FASTQs is as large in a BAM, and a little more. */
export const BAM_GROWTH = 1.3;

/** Megabytes of memory and minutes that a job may take. */
export function estimate(
  sizes: readonly number[],
  converted: boolean,
): { readonly memory: number; readonly minutes: number } {
  const megabytes = sizes.reduce((sum, bytes) => sum + bytes, 0) / MEGABYTE;
  const seconds = converted
    ? megabytes * (1 / TRANSFERRED + 1 / CONVERTED + BAM_GROWTH / TRANSFERRED)
    : (2 * megabytes) / TRANSFERRED;
  return {
    memory: converted
      ? Math.ceil(Math.max(0, ...sizes) / MEGABYTE) + CONVERSION_MEMORY
      : PLAIN_MEMORY,
    minutes: Math.max(1, Math.ceil(seconds / 60)),
  };
}
