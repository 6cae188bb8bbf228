import type { DataFile } from '../domain/data-export/file.ts';
import type { ExportFormat } from '../domain/data-export/format.ts';
import { harmless, shortened } from '../domain/data-export/member.ts';
import { EXTENSIONS } from './convert/options.ts';

/**
 * A process is started for each step, which takes as long as a dozen small files: these share one. Of many there are
 * still as many steps as workers want to share.
 */
const LEAST_FILES_OF_A_STEP = 25;
const MOST_FILES_OF_A_STEP = 100;
const STEPS_TO_SHARE = 8;
const BYTES_OF_A_STEP = 32 * 1024 ** 2;

/** The steps that a job’s files are converted in, each a list of indices, in order. */
export function stepsOf(
  files: readonly Pick<DataFile, 'bytes'>[],
  { together }: { readonly together: boolean },
): readonly (readonly number[])[] {
  if (together) return [files.map((_, index) => index)];
  const shared = Math.ceil(files.length / STEPS_TO_SHARE);
  const most = Math.min(MOST_FILES_OF_A_STEP, Math.max(LEAST_FILES_OF_A_STEP, shared));
  const steps: number[][] = [];
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    const last = steps.at(-1);
    const fits = bytes + file.bytes <= BYTES_OF_A_STEP && (last?.length ?? 0) < most;
    if (last === undefined || !fits) {
      steps.push([index]);
      bytes = file.bytes;
    } else {
      last.push(index);
      bytes += file.bytes;
    }
  }
  return steps;
}

/**
 * What a file is called in a package: `file_123_degs.xlsx`. No two of a job are alike, since the id is in it, also
 * where letters count alike; none leads out of the folder that it is unpacked in.
 */
export function memberName(file: Pick<DataFile, 'id' | 'name'>, to: ExportFormat): string {
  const name = harmless(file.name);
  const [stem, ending] = to === 'zip' ? parted(name) : [stemOf(name), `.${EXTENSIONS[to]}`];
  return `file_${file.id}_${shortened(stem)}${ending}`;
}

/** What all files of a job are called once they are one. */
export function mergedName(job: string, to: Exclude<ExportFormat, 'zip'>): string {
  return `merged_${shortened(harmless(job))}.${EXTENSIONS[to]}`;
}

/** Name and ending, `.tar.gz` being one. */
function parted(name: string): readonly [string, string] {
  const ending = /(?:\.[\p{L}\p{N}]{1,10})?\.[\p{L}\p{N}]{1,10}$/u.exec(name.replace(/^\.+/, ''));
  const found = ending?.[0] ?? '';
  return [name.slice(0, name.length - found.length), found];
}

/** Without what says how it was kept: `degs` of `degs.csv.gz`. */
function stemOf(name: string): string {
  return name.replace(/\.gz$/i, '').replace(/(.)\.[\p{L}\p{N}]{1,10}$/u, '$1');
}
