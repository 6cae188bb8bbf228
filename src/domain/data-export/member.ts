import type { ExportFile, ExportJob } from './job.ts';

const LONGEST_STEM = 150; // bytes: file systems take 255 for the whole name
const LONGEST_VALUE = 60;

/** Something that lies in a package, or by itself. */
export interface Member {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Signs that lead out of a folder, or that some system does not take, are `_`. */
export function harmless(name: string): string {
  return name.toWellFormed().replace(/[^\p{L}\p{M}\p{N}._ -]/gu, '_');
}

export function shortened(stem: string, most = LONGEST_STEM): string {
  let text = stem.replace(/[. ]+$/, '');
  const bytes = new TextEncoder();
  while (bytes.encode(text).length > most) text = [...text].slice(0, -1).join('');
  return text === '' ? 'unnamed' : text;
}

/** What a package is called where people save it: after its export. */
export const packageName = (job: Pick<ExportJob, 'name'>): string =>
  `${shortened(harmless(job.name).trim())}.zip`;

/** What was made of a file: one thing, its parts, or nothing where it became part of another’s. */
export function membersOf({ member, output, parts }: ExportFile): readonly Member[] {
  if (parts !== undefined)
    return parts.map(({ bytes, sha256, value }, at) => {
      return { name: partName(member, at + 1, value), bytes, sha256 };
    });
  return output === undefined ? [] : [{ name: member, ...output }];
}

/** `file_1_degs.0002_treated.csv`: the number keeps two apart whose values look alike. */
function partName(member: string, number: number, value: string | null | undefined): string {
  const dot = member.lastIndexOf('.');
  const named =
    value === undefined ? '' : `_${shortened(harmless(value ?? 'missing'), LONGEST_VALUE)}`;
  return `${member.slice(0, dot)}.${String(number).padStart(4, '0')}${named}${member.slice(dot)}`;
}
